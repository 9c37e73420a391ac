internal import Tensors

/// Five convolutions, each of which sees all that came before (Zhang et al. 2018; Wang et al. 2018, "ESRGAN").
struct ResidualDenseBlock: Sendable {
    /// Of what a block adds to its input.
    static let scale: Float = 0.2

    private let convolutions: [ConvWeight]
    /// ESRGAN+'s short cut around two of them (Rakotonirina and Rasoanaivo 2020).
    private let shortCut: LinearWeight?

    var byteCount: Int { convolutions.reduce(shortCut?.byteCount ?? 0) { $0 + $1.byteCount } }

    /// - Parameter reader: at the tensors `conv1.0...`
    init(_ reader: WeightReader, channels: Int) throws {
        var convolutions: [ConvWeight] = []
        var inputs = channels
        for index in 1...5 {
            let weight = try reader.convolution(
                "conv\(index).0", inputs: inputs, outputs: index == 5 ? channels : convolutions.first?.outputs)
            convolutions.append(weight)
            inputs += weight.outputs
        }
        self.convolutions = convolutions
        shortCut =
            reader.has("conv1x1.weight")
            ? try reader.linear("conv1x1", inputs: channels, outputs: convolutions[0].outputs, bias: false) : nil
    }

    /// x: [1, H, W, C] -> the same
    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        var all = x
        var second: Tensor?
        for index in 0..<4 {
            var next = try compute.conv2d(all, convolutions[index], padding: .same(1), activation: .leakyRelu)
            if index == 1, let shortCut { next = try compute.linear(x, shortCut, residual: next) }
            if index == 1 { second = next }
            if index == 3, shortCut != nil, let second { next = try compute.add(next, second) }
            all = try compute.concatChannels(all, next)
        }
        return try compute.add(
            x, compute.conv2d(all, convolutions[4], padding: .same(1)), times: Self.scale)
    }
}
