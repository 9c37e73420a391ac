package import Tensors

/// What ControlNets and adapters add to a network, [B, H, W, C] each, or [B, T, width] to a transformer; nil adds nothing.
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

extension ControlResiduals {
    /// A control's residual to the first of the picture's tokens.
    static func adding(
        _ residuals: [Tensor?]?, _ index: Int, to picture: Tensor, _ compute: Compute
    ) throws -> Tensor {
        guard let residuals, index < residuals.count, let residual = residuals[index] else { return picture }
        guard residual.rank == 3, residual.shape[0] == picture.shape[0], residual.shape[1] <= picture.shape[1],
            residual.shape[2] == picture.shape[2]
        else {
            throw ModelError(
                .badInput, "a control of shape \(residual.shape) does not fit the network's \(picture.shape)")
        }
        let count = residual.shape[1]
        let sum = try compute.add(picture.tokens(0..<count), residual)
        guard count < picture.shape[1] else { return sum }
        return try Tensor.joiningTokens([sum, picture.tokens(count..<picture.shape[1])])
    }
}
