internal import Sampling
internal import Tensors

/// A ControlNet that is whole.
final class ControlNet: ControlModel {
    let room: WeightRoom
    private let network: ControlNetwork

    var byteCount: Int { network.byteCount }

    /// - Parameters:
    ///   - reader: at the ControlNet
    ///   - heads: of every attention; nil: what the kind of layers around the transformers tells.
    init(_ reader: WeightReader, heads: UNetBuilder.Heads?) throws {
        room = reader.room
        network = try ControlNetwork(reader, heads: heads)
    }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        [try network.encoded(hint, types, height: height, width: width, compute)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        try network(
            x, hint: prepared[0]!, types, timestep: model.sampling.timestep(of: sigma), inputs, compute)
    }
}

extension ControlNetwork {
    /// [N, height, width, C]
    func encoded(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, _ compute: Compute
    ) throws -> Tensor {
        let scale = HintEncoder.scale
        let picture = try hint.fitted(height: height * scale, width: width * scale, compute)
        try union?.check(types)
        let encoded = try hintEncoder(picture, compute)
        guard let union, let type = types.first else { return encoded }
        return try union.mixed(encoded, type, compute)
    }
}
