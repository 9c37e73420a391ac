internal import Tensors

/// Two convolutions and a way around them.
struct AutoencoderBlock: Sendable {
    let outputs: Int
    private let norms: (GroupNorm, GroupNorm)
    private let convolutions: (ConvWeight, ConvWeight)
    /// 1x1, where the channels change.
    private let shortcut: LinearWeight?

    init(_ reader: WeightReader, inputs: Int) throws {
        let first = try reader.convolution("conv1", inputs: inputs)
        outputs = first.outputs
        convolutions = (first, try reader.convolution("conv2", inputs: outputs, outputs: outputs))
        norms = (
            try GroupNorm(reader.at("norm1"), inputs, eps: 1e-6), try GroupNorm(reader.at("norm2"), outputs, eps: 1e-6)
        )
        shortcut = inputs == outputs ? nil : try reader.linear("nin_shortcut", inputs: inputs, outputs: outputs)
    }

    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        var h = try norms.0(x, activation: .silu, compute)
        h = try compute.conv2d(h, convolutions.0, padding: .same(1))
        h = try norms.1(h, activation: .silu, compute)
        let residual = try shortcut.map { try compute.linear(x, $0) } ?? x
        return try compute.conv2d(h, convolutions.1, padding: .same(1), residual: residual)
    }

    /// Channels of its widest image.
    var width: Int { max(convolutions.0.inputs, outputs) }

    var byteCount: Int {
        norms.0.byteCount + norms.1.byteCount + convolutions.0.byteCount + convolutions.1.byteCount
            + (shortcut?.byteCount ?? 0)
    }
}
