/// How a convolution's kernel moves over the image, and what becomes of its sums.
package struct Convolution: Sendable {
    package let stride: Int
    package let padding: ConvPadding
    /// x is taken at twice its height and width, each pixel four times (nearest), without being written out.
    package let upsampled: Bool
    /// Added to every pixel of an item. [B, O]
    package let itemBias: Tensor?
    package let activation: Activation
    /// Added before the activation. [B, H', W', O]
    package let residual: Tensor?

    package init(
        stride: Int = 1, padding: ConvPadding = .none, upsampled: Bool = false, itemBias: Tensor? = nil,
        activation: Activation = .none, residual: Tensor? = nil
    ) {
        precondition(stride >= 1)
        self.stride = stride
        self.padding = padding
        self.upsampled = upsampled
        self.itemBias = itemBias
        self.activation = activation
        self.residual = residual
    }

    /// [B, H, W, I] and a kernel of [O, I, kh, kw] -> [B, H', W', O]
    func resultShape(_ x: [Int], _ w: ConvWeight) -> [Int] {
        let scale = upsampled ? 2 : 1
        let height = scale * x[1] + padding.top + padding.bottom, width = scale * x[2] + padding.left + padding.right
        precondition(
            height >= w.kernelHeight && width >= w.kernelWidth, "conv2d: \(x) is smaller than the kernel")
        return [x[0], (height - w.kernelHeight) / stride + 1, (width - w.kernelWidth) / stride + 1, w.outputs]
    }
}
