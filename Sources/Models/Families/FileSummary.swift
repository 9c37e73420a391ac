internal import Tensors

/// What a model file is, for people.
package struct FileSummary: Sendable {
    /// E.g. "Stable Diffusion 1.x checkpoint"; nil if it is like nothing that is known.
    package var type: String?
    /// Who reads such files: a node and the folder where it looks for them; nil where that is not known.
    package var reader: String?
    /// The parts that were found, with the prefixes of their tensors.
    package var parts: [(name: String, prefix: String)] = []
    /// Sizes that the networks are built by.
    package var sizes: [(name: String, value: Int)] = []
}

extension ModelDetector {
    /// For any file: what it is, where its parts lie and how large they are.
    package var summary: FileSummary {
        if let (family, prefix) = transformer { return summary(of: family, prefix) }
        guard let network = UNetStructure(file, tree) else {
            guard autoencoder(alone: true) == nil else {
                return FileSummary(type: "autoencoder", reader: "VAELoader, from models/vae")
            }
            let kind = FileKind.of(file)
            return FileSummary(type: kind?.name, reader: kind?.reader)
        }
        var result = FileSummary()
        result.parts.append(("unet", network.prefix))
        result.sizes = [("model channels", network.width), ("latent channels", network.inputChannels)]
        if let width = network.contextWidth { result.sizes.append(("context width", width)) }
        if let width = network.vectorWidth { result.sizes.append(("vector width", width)) }
        guard let family = ModelFamily.all.first(where: { $0.matches(network) }) else { return result }
        for (part, prefix) in zip(family.textEncoders, textEncoders(of: family) ?? []) {
            let which = family.textEncoders.count == 1 ? "" : " \(part.variant.key)"
            result.parts.append(("text encoder\(which)", prefix))
            let name = "text\(which)"
            if let shape = file.info(prefix + part.layout.tokenTable)?.shape, shape.count == 2 {
                result.sizes += [("\(name) vocabulary", shape[0]), ("\(name) width", shape[1])]
            }
            result.sizes.append(("\(name) layers", tree.children(of: prefix + part.layout.layers).count))
        }
        if case .original(let prefix)? = autoencoder(alone: false) {
            result.parts.append(("vae", prefix))
            if let shape = file.info("\(prefix)decoder.conv_out.weight")?.shape, shape.count == 4 {
                result.sizes.append(("vae channels", shape[1]))
            }
        }
        let support = (try? checkpoint()) == nil ? " (not supported: \(network.inputChannels) input channels)" : ""
        let isWhole = result.parts.count > 1
        result.type = "\(family.name) \(isWhole ? "checkpoint" : "diffusion model")\(support)"
        result.reader =
            isWhole ? "CheckpointLoaderSimple, from models/checkpoints" : "UNETLoader, from models/diffusion_models"
        return result
    }

    /// Of a file with a transformer.
    private func summary(of family: ModelFamily, _ prefix: String) -> FileSummary {
        var result = FileSummary()
        result.parts.append(("transformer", prefix))
        result.sizes.append(("latent channels", family.latentFormat.channels))
        for (_, encoder) in transformerTexts(of: family)?.found ?? [] {
            result.parts.append(("text encoder \(encoder.kind.rawValue)", encoder.place))
        }
        if case .original(let prefix)? = autoencoder(alone: false) { result.parts.append(("vae", prefix)) }
        let isWhole = result.parts.count > 1
        result.type = "\(family.name) \(isWhole ? "checkpoint" : "diffusion model")"
        result.reader =
            isWhole ? "CheckpointLoaderSimple, from models/checkpoints" : "UNETLoader, from models/diffusion_models"
        return result
    }
}
