internal import Tensors

/// Two causal convolutions and a way around them (Wan-Video/Wan2.1, wan/modules/vae.py).
struct WanBlock: Sendable {
    let outputs: Int
    private let norms: (WanNorm, WanNorm)
    private let convolutions: (CausalConvolution, CausalConvolution)
    private let shortcut: CausalConvolution?

    init(_ reader: WeightReader, inputs: Int) throws {
        let first = try CausalConvolution(reader.at("residual.2"), inputs: inputs, kernel: (3, 3))
        outputs = first.outputs
        convolutions = (
            first,
            try CausalConvolution(reader.at("residual.6"), inputs: outputs, outputs: outputs, kernel: (3, 3))
        )
        norms = (
            try WanNorm(reader.at("residual.0"), inputs, axes: 3),
            try WanNorm(reader.at("residual.3"), outputs, axes: 3)
        )
        shortcut =
            inputs == outputs
            ? nil : try CausalConvolution(reader.at("shortcut"), inputs: inputs, outputs: outputs, kernel: (1, 1))
    }

    /// x: [T, H, W, C]
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        var h = try compute.activate(norms.0(x, compute), .silu)
        h = try convolutions.0(h, compute)
        h = try compute.activate(norms.1(h, compute), .silu)
        return try convolutions.1(h, residual: shortcut?(x, compute) ?? x, compute)
    }

    var byteCount: Int {
        norms.0.byteCount + norms.1.byteCount + convolutions.0.byteCount + convolutions.1.byteCount
            + (shortcut?.byteCount ?? 0)
    }
}

/// A norm of each place's channels by the root of their mean square.
struct WanNorm: Sendable {
    private let weight: NormWeight
    let byteCount: Int

    /// - Parameters:
    ///   - reader: at `gamma` [channels, 1, ...]
    ///   - axes: how many 1s there are
    init(_ reader: WeightReader, _ channels: Int, axes: Int) throws {
        let gamma = try reader.tensor("gamma", [channels] + Array(repeating: 1, count: axes))
        weight = try NormWeight(weight: gamma.reshaped([channels]), bias: nil)
        byteCount = weight.byteCount
    }

    /// A place of nothing stays so. x: [..., C]
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.rmsNorm(x, weight, eps: 1e-24)
    }
}
