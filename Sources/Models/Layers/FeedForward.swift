internal import Tensors

/// Two linear layers with an activation between them.
struct FeedForward: Sendable {
    let first: LinearWeight
    let second: LinearWeight
    let activation: Activation

    /// - Parameters:
    ///   - names: of the layers
    ///   - outputs: nil is any
    init(
        _ reader: WeightReader, _ names: (String, String), inputs: Int? = nil, outputs: Int? = nil,
        activation: Activation, bias: Bool = true
    ) throws {
        first = try reader.linear(names.0, inputs: inputs, bias: bias)
        second = try reader.linear(names.1, inputs: first.outputs, outputs: outputs, bias: bias)
        self.activation = activation
    }

    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.linear(compute.linear(x, first, activation: activation), second)
    }

    /// The same times a gate of each item, added to a residual. x: [B, ..., C], gate: [B, C'], residual: [B, ..., C']
    func callAsFunction(_ x: Tensor, gate: Tensor, residual: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.linear(
            compute.linear(x, first, activation: activation), second, gate: gate, residual: residual)
    }

    var byteCount: Int { first.byteCount + second.byteCount }
}
