package import Sampling
package import Tensors

/// Guidance by two prompts and a negative one: the first against the second, the second against the negative.
package struct DualCFGGuider: Guider {
    package enum Style: String, Sendable, CaseIterable {
        /// The two differences are added.
        case regular
        /// The first two are guided to one prediction, which is guided against the negative prompt.
        case nested
    }

    package let sides: [GuidanceSide]
    private let scale: Double
    private let negativeScale: Double
    private let style: Style

    /// - Parameters:
    ///   - scale: of the first prompt against the second.
    ///   - negativeScale: of the second (nested: of both) against the negative.
    package init(
        first: Conditioning, second: Conditioning, negative: Conditioning, scale: Double, negativeScale: Double,
        style: Style
    ) {
        sides = [GuidanceSide(negative, .negative), GuidanceSide(second, .middle), GuidanceSide(first, .positive)]
        self.scale = scale
        self.negativeScale = negativeScale
        self.style = style
    }

    package func isNeeded(side: Int, all: Bool) -> Bool {
        if all || style == .nested || side == 2 || !Self.isOne(negativeScale) { return true }
        return side == 1 && !Self.isOne(scale)
    }

    package func combine(
        _ predictions: [Tensor], _ step: (_ positive: Int, _ negative: Int?, _ scale: Float) throws -> GuidanceStep
    ) throws -> Denoised {
        let (negative, second, first) = (predictions[0], predictions[1], predictions[2])
        var denoised: Denoised
        switch style {
        case .nested:
            denoised = try step(2, 1, Float(scale)).guided()
            denoised.x0 = negative.adding(denoised.x0 - negative, times: Float(negativeScale))
        case .regular:
            denoised = try step(1, 0, Float(negativeScale)).guided()
            denoised.x0 = denoised.x0.adding(first - second, times: Float(scale))
        }
        return denoised
    }
}
