internal import Tensors

/// What a part of a block is scaled, shifted and gated by, [B, width] each.
struct FluxModulation {
    let shift: Tensor
    /// Less 1.
    let scale: Tensor
    let gate: Tensor

    /// The norm of a part's input. x: [B, T, width]
    func normed(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.modulatedNorm(x, scale: scale + 1, shift: shift, eps: 1e-6)
    }
}

/// The layer that makes modulations of a picture's vector.
struct FluxModulator: Sendable {
    private let layer: LinearWeight
    private let width: Int

    /// - Parameters:
    ///   - reader: at the layer
    ///   - count: of modulations
    init(_ reader: WeightReader, name: String = "lin", width: Int, count: Int) throws {
        layer = try reader.linear(
            name, inputs: width, outputs: 3 * count * width, bias: reader.has("\(name).bias"))
        self.width = width
    }

    /// - Parameter vector: activated. [B, width]
    func callAsFunction(_ vector: Tensor, _ compute: Compute) throws -> [FluxModulation] {
        let values = try compute.linear(vector, layer)
        let parts = try compute.split(values, Array(repeating: width, count: layer.outputs / width))
        return stride(from: 0, to: parts.count, by: 3).map {
            FluxModulation(shift: parts[$0], scale: parts[$0 + 1], gate: parts[$0 + 2])
        }
    }

    var byteCount: Int { layer.byteCount }
}
