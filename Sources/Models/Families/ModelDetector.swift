package import Tensors

/// Tells from names and shapes alone what a model file is and where its parts lie.
///
/// The key layouts and the order of guesses are those of ComfyUI (comfy/model_detection.py, comfy/sd.py); unlike there,
/// widths and depths need not be those of a published model.
package struct ModelDetector {
    let file: any WeightSource
    let tree: NameTree

    package init(_ file: any WeightSource) {
        self.file = file
        tree = NameTree(file.names)
    }

    /// A file with a diffusion model, with or without other parts: its family, and the prefix of its network.
    func checkpoint() throws(ModelError) -> (family: ModelFamily, prefix: String) {
        guard let network = UNetStructure(file, tree) else { throw notDetected }
        guard let family = ModelFamily.all.first(where: { $0.matches(network) }) else {
            throw unsupported("a diffusion model of a kind that is not known")
        }
        let channels = family.latentFormat.channels
        guard network.inputChannels == channels, network.outputChannels == channels else {
            throw unsupported(
                "a UNet of \(network.inputChannels) input and \(network.outputChannels) output channels")
        }
        return (family, network.prefix)
    }

    /// The prefixes of a family's text encoders; nil unless all are there.
    func textEncoders(of family: ModelFamily) -> [String]? {
        let found = family.textEncoders.compactMap { part in
            part.prefixes.first { !tree.children(of: String($0.dropLast())).isDisjoint(with: part.layout.roots) }
        }
        return found.count == family.textEncoders.count ? found : nil
    }

    /// The text encoder in a file of its own, told by its depth as the reference does; nil if there is none.
    var textEncoder: (variant: CLIPVariant, layout: CLIPLayout, prefix: String)? {
        let places: [(CLIPLayout, String)] = [(.huggingFace, "text_model."), (.openCLIP, "")]
        let found = places.first { layout, prefix in
            !tree.children(of: prefix + layout.layers).isEmpty
        }
        return found.map { layout, prefix in
            let depth = tree.children(of: prefix + layout.layers).count
            return (depth > 30 ? .xlG : depth > 22 ? .h : .l, layout, prefix)
        }
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
    private var notDetected: ModelError {
        let baseName = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let hint =
            baseName.lowercased().contains("lora")
            ? "\nHINT: This seems to be a Lora file and Lora files should be put in the lora folder and loaded with a lora loader node.."
            : ""
        return ModelError(.notDetected, "Could not detect model type of: \(file.name)\n\(hint)")
    }

    private func unsupported(_ what: String) -> ModelError {
        ModelError(.unsupported, "\(file.name): \(what), which is not supported")
    }
}
