internal import Tensors

/// The vector that Flux's blocks are modulated by: of the time, of guidance where it was taught, of the pooled prompt.
struct FluxVector: Sendable {
    private let time: FeedForward
    private let pooled: FeedForward?
    private let guidance: FeedForward?

    /// The guidance where a conditioning says nothing.
    private static let usualGuidance = 3.5

    /// Of the pooled prompt; nil where it is told none.
    var pooledWidth: Int? { pooled?.first.inputs }
    var isGuided: Bool { guidance != nil }
    var byteCount: Int { [time, pooled, guidance].reduce(0) { $0 + ($1?.byteCount ?? 0) } }

    /// - Parameter reader: at the network
    init(_ reader: WeightReader, width: Int) throws {
        func embedder(_ name: String) throws -> FeedForward? {
            guard reader.has("\(name).in_layer.weight") else { return nil }
            return try FeedForward(
                reader.at(name), ("in_layer", "out_layer"), outputs: width, activation: .silu,
                bias: reader.has("\(name).in_layer.bias"))
        }
        guard let time = try embedder("time_in") else { throw reader.missing("time_in.in_layer.weight") }
        (self.time, pooled, guidance) = (time, try embedder("vector_in"), try embedder("guidance_in"))
    }

    /// Not activated. -> [B, width]
    func callAsFunction(_ timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute) throws -> Tensor {
        func waves(_ values: [Float]) -> Tensor {
            Tensor.sinusoids(of: values.map { $0 * 1000 }, channels: time.first.inputs)
        }
        var vector = try time(waves(timesteps), compute)
        if let guidance {
            let given = timesteps.indices.map { $0 < inputs.guidance.count ? inputs.guidance[$0] : nil }
            let scales = given.map { given in
                if case .scale(let scale) = given ?? .scale(Self.usualGuidance) { Float(scale) } else { Float(0) }
            }
            let told = Tensor(given.map { $0 == EmbeddedGuidance.none ? 0 : 1 }, shape: [given.count, 1])
            let embedded = try guidance(waves(scales), compute)
            vector = try compute.add(vector, embedded.times(rows: told))
        }
        if let pooled, let width = pooledWidth {
            let given = inputs.vector ?? Tensor(zeros: [timesteps.count, width])
            guard given.rank == 2, given.shape[0] == timesteps.count, given.shape[1] >= width else {
                throw ModelError(
                    .badInput, "the pooled prompt has the shape \(given.shape), the model wants a width of \(width)")
            }
            vector = try compute.add(vector, pooled(given.channels(width), compute))
        }
        return vector
    }
}
