package import Sampling
package import Tensors

/// Classifier-free guidance (Ho and Salimans, 2022): what the prompt adds to the negative prompt, scaled. Without a
/// negative prompt the prompt alone.
package struct CFGGuider: Guider {
    package let sides: [GuidanceSide]
    private let scale: Double

    /// - Parameter scale: at 1 the negative prompt has no part and is not computed.
    package init(positive: Conditioning, negative: Conditioning, scale: Double) {
        sides = [GuidanceSide(positive, .positive), GuidanceSide(negative, .negative)]
        self.scale = scale
    }

    /// ComfyUI's basic guider.
    package init(positive: Conditioning) {
        sides = [GuidanceSide(positive, .positive)]
        scale = 1
    }

    package func isNeeded(side: Int, all: Bool) -> Bool { side == 0 || all || !Self.isOne(scale) }

    package func combine(
        _ predictions: [Tensor], _ step: (_ positive: Int, _ negative: Int?, _ scale: Float) throws -> GuidanceStep
    ) throws -> Denoised {
        let step = try step(0, sides.count > 1 ? 1 : nil, Float(scale))
        return try step.model.options.beforeGuidance.reduce(step) { try $1($0) }.guided()
    }
}
