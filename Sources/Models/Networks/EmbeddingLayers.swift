internal import Tensors

/// Two linear layers with an activation between them, which make an embedding of the network's width.
struct EmbeddingLayers: Sendable {
    private let first: LinearWeight
    private let second: LinearWeight

    var inputs: Int { first.inputs }
    var outputs: Int { second.outputs }
    var byteCount: Int { first.byteCount + second.byteCount }

    /// - Parameters: the two layers' paths.
    init(
        _ reader: WeightReader, _ firstPath: String, _ secondPath: String, inputs: Int? = nil, outputs: Int? = nil
    ) throws {
        first = try reader.linear(firstPath, inputs: inputs)
        second = try reader.linear(secondPath, inputs: first.outputs, outputs: outputs)
    }

    /// x: [B, inputs], residual: [B, outputs] -> [B, outputs]
    func callAsFunction(
        _ x: Tensor, activation: Activation = .none, residual: Tensor? = nil, _ compute: Compute
    ) throws -> Tensor {
        try compute.linear(
            compute.linear(x, first, activation: .silu), second, activation: activation, residual: residual)
    }
}
