internal import Sampling
package import Tensors

/// What guidance has to go by at one noise level.
package struct GuidanceStep {
    /// Whom a model can be asked for.
    package enum Subject {
        /// A side of the guider, in its order.
        case side(Int)
        /// Another conditioning, as a negative one.
        case conditioning(Conditioning)
    }

    /// [B, C, ...] in model space, as all tensors here.
    package let x: Tensor
    package let sigma: Float
    package let model: DiffusionModel
    package let scale: Float
    /// The sides of the guider that stand for the prompt and, if there is one, for the negative one.
    package let positiveSide: Int
    package let negativeSide: Int?
    /// What they predict of x0 (0 where the negative one was not asked).
    package var positive: Tensor
    package var negative: Tensor
    /// Whether the negative prompt was asked.
    package let hasNegative: Bool
    /// x0 of x for somebody, under other options.
    package let ask: (_ subject: Subject, _ x: Tensor, _ options: ModelOptions) throws -> Tensor

    /// What a side of the guider (in its order) predicts of x0 under other options.
    package func predict(_ side: Int, _ options: ModelOptions) throws -> Tensor { try ask(.side(side), x, options) }

    /// Classifier-free guidance (Ho and Salimans, 2022) or what stands in its place, and what comes after.
    func guided() throws -> Denoised {
        try finished(model.options.guidance?(self) ?? negative + (positive - negative) * scale)
    }

    /// What comes after guidance that gave x0.
    func finished(_ x0: Tensor) throws -> Denoised {
        let x0 = try model.options.afterGuidance.reduce(x0) { try $1($0, self) }
        return Denoised(x0, conditional: positive, unconditional: negative)
    }
}
