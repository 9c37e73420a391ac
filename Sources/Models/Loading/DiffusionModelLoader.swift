package import Tensors

/// Loads the diffusion model of a file, whatever else is in it.
package struct DiffusionModelLoader: ModelLoader {
    package static let kind = "diffusion_model"

    /// What the weights are rounded to; nil leaves them as they are.
    private let format: Float8?
    /// The arithmetic in which blocks are decoded; nil for the usual one.
    private let arithmetic: DType?

    package init(roundedTo format: Float8? = nil, decodedIn arithmetic: DType? = nil) {
        (self.format, self.arithmetic) = (format, arithmetic)
    }

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> Checkpoint {
        let file = ReadSource(OriginalLayout.of(files[0]))
        let (family, prefix) = try ModelDetector(file).checkpoint()
        var weights: any WeightSource = file
        if let arithmetic { weights = DecodedSource(weights, in: arithmetic) }
        if let format { weights = RoundedSource(weights, to: format) }
        let reader = WeightReader(weights, prefix: prefix, compute: compute, room: WeightRoom(budget))
        let model = try DiffusionModel(family, reader, file)
        file.tellUnread(behind: [prefix])
        return Checkpoint(family: family, model: model, textEncoder: nil, autoencoder: nil)
    }

    package static func parts(of checkpoint: Checkpoint) -> [ModelPart] { CheckpointLoader.parts(of: checkpoint) }
}

extension DiffusionModel {
    /// - Parameters:
    ///   - reader: at the network
    ///   - file: what may say how it was trained
    init(_ family: ModelFamily, _ reader: WeightReader, _ file: any WeightSource) throws {
        let weights = PatchableWeights<any DenoisingNetwork>(
            [.init(LoraNames.networkPrefix, reader)],
            build: { readers, _ in try family.network(readers[0]) })
        let sampling = try family.sampling(reader, file)
        let network = try family.network(reader)
        self.init(
            network: network, sampling: sampling, latentFormat: family.markedFormat(file) ?? family.latentFormat,
            vector: family.vector,
            extras: try family.extras(network, reader, file), weights: weights, loraNames: family.loraNames)
        saving = family.saving(sampling)
    }
}
