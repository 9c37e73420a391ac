package import Tensors

/// What ControlNets and adapters add to a network, [B, H, W, C] each; nil adds nothing.
package struct ControlResiduals: Sendable {
    /// To the result of each input block, the first convolution's first.
    package var input: [Tensor?]
    /// To the middle block's result.
    package var middle: Tensor?
    /// To each skip connection, the first convolution's first.
    package var skips: [Tensor?]

    package init(input: [Tensor?] = [], middle: Tensor? = nil, skips: [Tensor?] = []) {
        self.input = input
        self.middle = middle
        self.skips = skips
    }
}
