internal import Tensors

/// Tells from names and shapes alone what a model file is and where its parts lie.
///
/// The key layouts and the order of guesses are those of ComfyUI (comfy/model_detection.py, comfy/sd.py); unlike there,
/// widths and depths need not be those of a published model.
struct ModelDetector {
    enum Family: Sendable {
        /// Stable Diffusion 1.x and whatever has its layout: eight heads at every width, 1x1 convolutions around its
        /// transformers, four latent channels.
        case stableDiffusion1
    }

    /// What a checkpoint file holds.
    struct Detection: Sendable {
        var family: Family
        /// Of the UNet's tensors: empty, or it ends with a dot.
        var unetPrefix: String
    }

    private let file: any WeightSource
    private let tree: NameTree

    init(_ file: any WeightSource) {
        self.file = file
        tree = NameTree(file.names)
    }

    /// A file with a UNet, with or without other parts.
    func checkpoint() throws(ModelError) -> Detection {
        // whole checkpoints; diffusion models alone
        let prefixes = ["model.diffusion_model.", "model.", ""]
        guard let prefix = prefixes.first(where: { has("\($0)input_blocks.0.0.weight") }) else { throw notDetected }
        if has("\(prefix)label_emb.0.0.weight") { throw unsupported("a model of the SDXL family") }
        if let projection = transformer(prefix).flatMap({ shape("\($0)proj_in.weight") }), projection.count == 2 {
            throw unsupported("a model of the Stable Diffusion 2 family")
        }
        guard let input = shape("\(prefix)input_blocks.0.0.weight"), input.count == 4 else { throw notDetected }
        let outputs = shape("\(prefix)out.2.weight")?.first ?? LatentFormat.sd1.channels
        guard input[1] == LatentFormat.sd1.channels, outputs == LatentFormat.sd1.channels else {
            throw unsupported("a UNet of \(input[1]) input and \(outputs) output channels")
        }
        return Detection(family: .stableDiffusion1, unetPrefix: prefix)
    }

    /// The prefix of the text encoder's tensors; nil if there is none.
    var textEncoderPrefix: String? {
        ["cond_stage_model.transformer.text_model", "cond_stage_model.transformer"]
            .first { !tree.children(of: $0).isDisjoint(with: ["embeddings", "encoder", "final_layer_norm"]) }
            .map { "\($0)." }
    }

    /// How an autoencoder's tensors are named.
    enum AutoencoderLayout: Sendable, Equatable {
        /// The original one (CompVis/latent-diffusion), behind a prefix.
        case original(prefix: String)
        /// That of Hugging Face's diffusers.
        case diffusers
    }

    /// The autoencoder in a checkpoint or, if `alone`, in a file of its own; nil if there is none.
    func autoencoder(alone: Bool) -> AutoencoderLayout? {
        for prefix in alone ? ["", "first_stage_model."] : ["first_stage_model."] {
            let halves = ["\(prefix)decoder", "\(prefix)encoder"].map { tree.children(of: $0) }
            if halves.contains(where: { $0.contains("mid") }) { return .original(prefix: prefix) }
            if prefix.isEmpty && halves.contains(where: { $0.contains("mid_block") }) { return .diffusers }
        }
        return nil
    }

    /// In ComfyUI's words, down to the line breaks.
    var notDetected: ModelError {
        let baseName = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let hint =
            baseName.lowercased().contains("lora")
            ? "\nHINT: This seems to be a Lora file and Lora files should be put in the lora folder and loaded with a lora loader node.."
            : ""
        return ModelError(.notDetected, "Could not detect model type of: \(file.name)\n\(hint)")
    }

    /// The path of the first transformer in the UNet's encoder, with a dot.
    private func transformer(_ prefix: String) -> String? {
        (1..<max(tree.children(of: "\(prefix)input_blocks").count, 1)).map { "\(prefix)input_blocks.\($0).1." }
            .first { has("\($0)proj_in.weight") }
    }

    private func unsupported(_ what: String) -> ModelError {
        ModelError(.unsupported, "\(file.name): \(what), which is not supported")
    }

    private func has(_ name: String) -> Bool { file.info(name) != nil }
    private func shape(_ name: String) -> [Int]? { file.info(name)?.shape }
}
