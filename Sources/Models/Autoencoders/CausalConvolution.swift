internal import Tensors

/// A convolution over frames and pictures that sees a frame and those before it, by a convolution of pictures for each
/// of its taps in time.
struct CausalConvolution: Sendable {
    /// Of frames `taps.count - 1 - index` before; the last one has the bias.
    private let taps: [ConvWeight]
    /// Frames from one result to the next.
    private let stride: Int
    let byteCount: Int

    var inputs: Int { taps[0].inputs }
    var outputs: Int { taps[0].outputs }

    /// - Parameters:
    ///   - reader: at `weight` [O, I, kt, k, k] and `bias` [O]
    ///   - kernel: kt and k
    init(
        _ reader: WeightReader, inputs: Int? = nil, outputs: Int? = nil, kernel: (time: Int, picture: Int),
        stride: Int = 1
    ) throws {
        let weight = try reader.stored("weight", [outputs, inputs, kernel.time, kernel.picture, kernel.picture])
        let bias = try reader.stored("bias", [weight.shape[0]])
        taps = try (0..<kernel.time).map { tap in
            try ConvWeight(
                weight: weight.tap(tap, in: reader.room), bias: tap == kernel.time - 1 ? bias : nil)
        }
        self.stride = stride
        byteCount = weight.byteCount + bias.byteCount
    }

    /// Frames before the first count as empty. x: [T, H, W, I], residual: [T, H, W, O] -> [T, H, W, O]
    func callAsFunction(_ x: Tensor, residual: Tensor? = nil, _ compute: Compute) throws -> Tensor {
        let (frames, padding) = (x.shape[0], ConvPadding.same(taps[0].kernelHeight / 2))
        var result = try compute.conv2d(x, taps[taps.count - 1], padding: padding, residual: residual)
        for back in 1..<max(taps.count, 1) where back < frames {
            let later = try compute.conv2d(
                x.slice(0..<frames - back), taps[taps.count - 1 - back], padding: padding,
                residual: result.slice(back..<frames))
            result = Tensor.concatenated([result.slice(0..<back), later])
        }
        return result
    }

    /// Results of whole windows alone, `stride` frames apart. x: [T, H, W, I] -> [(T - taps) / stride + 1, H, W, O]
    func windows(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let count = (x.shape[0] - taps.count) / stride + 1
        let padding = ConvPadding.same(taps[0].kernelHeight / 2)
        var sum: Tensor?
        for (tap, weight) in taps.enumerated() {
            let frames = (0..<count).map { $0 * stride + tap }
            let seen = Tensor.concatenated(frames.map { x.slice($0..<$0 + 1) })
            sum = try compute.conv2d(seen, weight, padding: padding, residual: sum)
        }
        return sum!
    }
}
