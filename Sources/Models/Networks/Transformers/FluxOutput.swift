internal import Tensors

/// The last layer: a norm that the picture's vector modulates, and patches of it.
struct FluxOutput: Sendable {
    private let modulation: LinearWeight
    private let layer: LinearWeight
    private let width: Int

    var outputs: Int { layer.outputs }

    /// - Parameter reader: at the layer
    init(_ reader: WeightReader, width: Int) throws {
        let bias = reader.has("linear.bias")
        modulation = try reader.linear("adaLN_modulation.1", inputs: width, outputs: 2 * width, bias: bias)
        layer = try reader.linear("linear", inputs: width, bias: bias)
        self.width = width
    }

    /// x: [B, T, width], vector: activated [B, width]
    func callAsFunction(_ x: Tensor, _ vector: Tensor, _ compute: Compute) throws -> Tensor {
        let parts = try compute.split(compute.linear(vector, modulation), [width, width])
        return try compute.linear(
            compute.modulatedNorm(x, scale: parts[1] + 1, shift: parts[0], eps: 1e-6), layer)
    }

    var byteCount: Int { modulation.byteCount + layer.byteCount }
}
