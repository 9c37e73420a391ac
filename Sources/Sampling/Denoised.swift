package import Tensors

/// A prediction of the finished latent, [B, C, ...] in model space, and what guidance made it of.
package struct Denoised: Sendable {
    package var x0: Tensor
    /// What the prompt predicts, and what the negative prompt does; nil where guidance has not asked it.
    package var conditional: Tensor?
    package var unconditional: Tensor?

    package init(_ x0: Tensor, conditional: Tensor? = nil, unconditional: Tensor? = nil) {
        self.x0 = x0
        self.conditional = conditional
        self.unconditional = unconditional
    }
}

/// x0 of `x` at noise level `sigma`, guidance included. x: [B, C, ...], in model space.
package typealias Denoise = (_ x: Tensor, _ sigma: Float) throws -> Denoised
