package import Tensors

/// Loads the diffusion model of a file, whatever else is in it.
package struct DiffusionModelLoader: ModelLoader {
    package static let kind = "diffusion_model"

    /// What the weights are rounded to; nil leaves them as they are.
    private let format: Float8?

    package init(roundedTo format: Float8? = nil) { self.format = format }

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> Checkpoint {
        let file = files[0]
        let (family, prefix) = try ModelDetector(file).checkpoint()
        let weights: any WeightSource = format.map { RoundedSource(file, to: $0) } ?? file
        let reader = WeightReader(weights, prefix: prefix, compute: compute, room: WeightRoom(budget))
        return Checkpoint(
            family: family, model: try DiffusionModel(family, reader, file), textEncoder: nil, autoencoder: nil)
    }

    package static func parts(of checkpoint: Checkpoint) -> [ModelPart] { CheckpointLoader.parts(of: checkpoint) }
}

extension DiffusionModel {
    /// - Parameters:
    ///   - reader: at the network
    ///   - file: what may say how it was trained
    init(_ family: ModelFamily, _ reader: WeightReader, _ file: any WeightSource) throws {
        self.init(
            network: try family.network(reader), sampling: try family.sampling(reader, file),
            latentFormat: family.latentFormat, vector: family.vector)
    }
}
