internal import Tensors

/// What a ControlNet makes of its hint: eight convolutions down to the latent's size
/// (lllyasviel/ControlNet, cldm/cldm.py, `input_hint_block`).
struct HintEncoder: Sendable {
    private let convolutions: [ConvWeight]

    let byteCount: Int
    var inputs: Int { convolutions[0].inputs }
    /// Pixels of the hint for each place of a latent, along each side.
    static let scale = 8

    private static let count = 8

    /// - Parameter reader: at `input_hint_block.`, whose even numbers are convolutions
    init(_ reader: WeightReader, outputs: Int) throws {
        var convolutions: [ConvWeight] = []
        for index in 0..<Self.count {
            convolutions.append(
                try reader.convolution(
                    "\(2 * index)", inputs: convolutions.last?.outputs,
                    outputs: index == Self.count - 1 ? outputs : nil))
        }
        self.convolutions = convolutions
        byteCount = convolutions.reduce(0) { $0 + $1.byteCount }
    }

    /// hint: [N, 8 h, 8 w, C] -> [N, h, w, outputs]
    func callAsFunction(_ hint: Tensor, _ compute: Compute) throws -> Tensor {
        guard hint.shape[3] >= inputs else {
            throw ModelError(
                .badInput, "the ControlNet wants pictures of \(inputs) channels, not \(hint.shape[3])")
        }
        var x = try hint.channels(inputs)
        for (index, convolution) in convolutions.enumerated() {
            let isLast = index == Self.count - 1
            x = try compute.conv2d(
                x, convolution, stride: index > 0 && index % 2 == 0 ? 2 : 1, padding: .same(1),
                activation: isLast ? .none : .silu)
        }
        return x
    }
}
