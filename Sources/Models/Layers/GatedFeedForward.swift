internal import Tensors

/// down(activation(gate x) * up x), of layers of their own (N. Shazeer, arXiv 2002.05202).
struct GatedFeedForward: Sendable {
    let gate: LinearWeight
    let up: LinearWeight
    let down: LinearWeight
    let activation: Activation

    /// - Parameter names: of gate, up and down: ("gate_proj", "up_proj", "down_proj") and the like
    init(
        _ reader: WeightReader, _ names: (gate: String, up: String, down: String), width: Int, activation: Activation,
        bias: Bool = false
    ) throws {
        gate = try reader.linear(names.gate, inputs: width, bias: bias)
        up = try reader.linear(names.up, inputs: width, outputs: gate.outputs, bias: bias)
        down = try reader.linear(names.down, inputs: gate.outputs, outputs: width, bias: bias)
        self.activation = activation
    }

    /// x: [..., C], residual: [..., C]
    func callAsFunction(_ x: Tensor, residual: Tensor? = nil, _ compute: Compute) throws -> Tensor {
        let gated = try compute.product(compute.linear(x, gate), compute.linear(x, up), activation: activation)
        return try compute.linear(gated, down, residual: residual)
    }

    var byteCount: Int { gate.byteCount + up.byteCount + down.byteCount }
}
