internal import Tensors

/// A T2I-Adapter: what it adds depends on the hint alone.
final class T2IAdapter: ControlModel {
    let room: WeightRoom
    private let network: AdapterNetwork

    var byteCount: Int { network.byteCount }

    /// - Parameter reader: at the tensors `conv_in...` and `body...`
    init(_ reader: WeightReader) throws {
        room = reader.room
        network = try AdapterNetwork(reader)
    }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        /// Pixels of the picture, up to whole places of the first layer.
        func whole(_ places: Int) -> Int {
            (places * 8 + network.unshuffle - 1) / network.unshuffle * network.unshuffle
        }
        var picture = try hint.fitted(height: whole(height), width: whole(width), compute)
        if network.inputChannels == 1 { picture = try picture.meanOfChannels() }
        guard picture.shape[3] >= network.inputChannels else {
            throw ModelError(
                .badInput,
                "the adapter wants pictures of \(network.inputChannels) channels, not \(picture.shape[3])")
        }
        return try network(try picture.channels(network.inputChannels), compute)
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        // the input block that gets each level's features: a level's last one (SDXL's: its first levels share a size)
        guard network.isXL else {
            var input = [Tensor?](repeating: nil, count: 12)
            for (level, features) in prepared.enumerated() { input[3 * level + 2] = features }
            return ControlResiduals(input: input)
        }
        var input = [Tensor?](repeating: nil, count: 10)
        for (block, features) in zip([3, 5, 8], prepared) { input[block] = features }
        return ControlResiduals(input: input, middle: prepared.last ?? nil)
    }
}

extension Tensor {
    /// [..., C] -> [..., 1]
    fileprivate func meanOfChannels() throws(OutOfMemoryError) -> Tensor {
        let channels = shape[shape.count - 1]
        guard channels > 1 else { return self }
        var result = try Tensor(allocating: shape.dropLast() + [1])
        result.withMutableFloats { target in
            withFloats { source in
                for pixel in target.indices {
                    var sum: Float = 0
                    for c in 0..<channels { sum += source[pixel * channels + c] }
                    target[pixel] = sum / Float(channels)
                }
            }
        }
        return result
    }
}
