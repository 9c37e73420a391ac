internal import System
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
        if let found = transformer { return found }
        guard let network = UNetStructure(file, tree) else { throw notDetected }
        guard let family = ModelFamily.all.first(where: { $0.matches(network) }) else {
            throw unsupported("a diffusion model of a kind that is not known")
        }
        let channels = family.latentFormat.channels
        guard family.inputChannels.contains(network.inputChannels), network.outputChannels == channels else {
            throw unsupported(
                "a UNet of \(network.inputChannels) input and \(network.outputChannels) output channels")
        }
        return (family, network.prefix)
    }

    /// The family of a file with a transformer, and the prefix of that.
    var transformer: (family: ModelFamily, prefix: String)? {
        // ControlNets and model patches have a part of a network's names
        guard tree.children(of: "controlnet_blocks").isEmpty else { return nil }
        for prefix in NetworkNames.prefixes {
            let names = NetworkNames(file, tree, prefix: prefix)
            if let family = ModelFamily.all.first(where: { $0.recognises(names) }) { return (family, prefix) }
        }
        return nil
    }

    /// The prefixes of a family's text encoders; nil unless all are there.
    func textEncoders(of family: ModelFamily) -> [String]? {
        guard !family.textEncoders.isEmpty else { return nil }
        let found = family.textEncoders.compactMap { part in
            part.prefixes.first { !tree.children(of: String($0.dropLast())).isDisjoint(with: part.layout.roots) }
        }
        return found.count == family.textEncoders.count ? found : nil
    }

    typealias TextEncoders = (recipe: TextEncoderRecipe, found: [(key: String, encoder: FoundTextEncoder)])

    /// The text encoders in a transformer's checkpoint, by a recipe's keys; nil if there are none.
    func transformerTexts(of family: ModelFamily) -> TextEncoders? {
        // those of `text_encoders` are found in each
        let roots = [family.textRoot] + ["text_encoders."].filter { $0 != family.textRoot }
        for recipe in family.textRecipes {
            for root in roots {
                let found = recipe.parts.compactMap { part in
                    FoundTextEncoder(file, part.key, in: root).map { (part.key, $0) }
                }
                if found.count >= max(recipe.least, 1) { return (recipe, found) }
            }
        }
        return nil
    }

    /// The autoencoder in a checkpoint or, if `alone`, in a file of its own; nil if there is none.
    func autoencoder(alone: Bool) -> AutoencoderLayout? {
        for prefix in alone ? ["", "first_stage_model.", "vae."] : ["first_stage_model.", "vae."] {
            let halves = ["\(prefix)decoder", "\(prefix)encoder"].map { tree.children(of: $0) }
            if halves.contains(where: { $0.contains("mid") }) { return .original(prefix: prefix) }
            // Wan 2.2's has levels of levels
            if file.info("\(prefix)decoder.middle.0.residual.0.gamma") != nil,
                file.info("\(prefix)decoder.upsamples.0.upsamples.0.residual.2.weight") == nil
            {
                return .wan(prefix: prefix)
            }
            if prefix.isEmpty && halves.contains(where: { $0.contains("mid_block") }) { return .diffusers }
        }
        return nil
    }

    /// In ComfyUI's words, down to the line breaks.
    private var notDetected: ModelError {
        let baseName = file.name.split(separator: "/").last.map(String.init) ?? file.name
        let hint =
            baseName.lowercased().contains(text: "lora")
            ? "\nHINT: This seems to be a Lora file and Lora files should be put in the lora folder and loaded with a lora loader node.."
            : ""
        let advice = advice.map { "\n\($0)" } ?? ""
        return ModelError(.notDetected, "Could not detect model type of: \(file.name)\n\(hint)\(advice)")
    }

    /// What the file is and who reads it, for errors of those who wanted something else; nil if nothing is known of it.
    var advice: String? {
        let summary = summary
        guard let type = summary.type, let reader = summary.reader else { return nil }
        let article = "AEIOU".contains(text: type.prefix(1).uppercased()) ? "an" : "a"
        return "The file is \(article) \(type), which is for \(reader)."
    }

    private func unsupported(_ what: String) -> ModelError {
        ModelError(.unsupported, "\(file.name): \(what), which is not supported")
    }
}
