internal import Tensors

/// The small network that makes Chroma's modulations: of the time, the guidance, and which one is wanted.
struct ChromaModulator: Sendable {
    private let input: LinearWeight
    private let layers: [FeedForward]
    private let norms: [RMSNorm]
    private let output: LinearWeight

    /// - Parameters:
    ///   - reader: at the network
    ///   - width: of a modulation
    init(_ reader: WeightReader, width: Int) throws {
        input = try reader.linear("in_proj")
        guard input.inputs % 8 == 0 else {
            throw reader.badShape("in_proj.weight", "takes \(input.inputs) numbers, which are no waves")
        }
        let inner = input.outputs
        let count = max(reader.count("layers"), 1)
        layers = try (0..<count).map {
            try FeedForward(
                reader.at("layers.\($0)"), ("in_layer", "out_layer"), inputs: inner, outputs: inner, activation: .silu)
        }
        norms = try (0..<count).map { try RMSNorm(reader.at("norms.\($0)"), inner, name: "scale", eps: 1e-6) }
        output = try reader.linear("out_proj", inputs: inner, outputs: width)
    }

    /// `count` modulations [B, width], in their order. timesteps, guidance: B of each
    func callAsFunction(
        _ timesteps: [Float], guidance: [Float], count: Int, _ compute: Compute
    ) throws -> [Tensor] {
        let (batch, quarter) = (timesteps.count, input.inputs / 4)
        func waves(_ values: [Float], _ channels: Int) -> Tensor {
            Tensor.sinusoids(of: values.map { $0 * 1000 }, channels: channels)
        }
        let (times, scales) = (waves(timesteps, quarter), waves(guidance, quarter))
        let numbers = waves((0..<count).map(Float.init), 2 * quarter)
        // [count, B, inputs], so that each modulation is a slice
        var rows: [Tensor] = []
        for number in 0..<count {
            for item in 0..<batch {
                rows += [
                    times.slice(item..<item + 1).reshaped([quarter]), scales.slice(item..<item + 1).reshaped([quarter]),
                    numbers.slice(number..<number + 1).reshaped([2 * quarter]),
                ]
            }
        }
        var x = try compute.linear(
            Tensor.concatenated(rows).reshaped([count * batch, input.inputs]), input)
        for (layer, norm) in zip(layers, norms) { x = try compute.add(x, layer(norm(x, compute), compute)) }
        let all = try compute.linear(x, output)
        return (0..<count).map { all.slice($0 * batch..<($0 + 1) * batch) }
    }

    var byteCount: Int {
        layers.reduce(input.byteCount + output.byteCount) { $0 + $1.byteCount } + norms.reduce(0) { $0 + $1.byteCount }
    }
}
