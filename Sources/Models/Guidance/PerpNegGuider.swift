package import Sampling
package import Tensors

/// Perp-Neg (Armandpour et al., 2023): of the negative prompt only what is perpendicular to the prompt counts, both seen
/// from an empty prompt.
package struct PerpNegGuider: Guider {
    package let sides: [GuidanceSide]
    private let scale: Float
    private let negativeScale: Float

    package init(
        positive: Conditioning, negative: Conditioning, empty: Conditioning, scale: Double, negativeScale: Double
    ) {
        sides = [GuidanceSide(positive, .positive), GuidanceSide(negative, .negative), GuidanceSide(empty, .negative)]
        self.scale = Float(scale)
        self.negativeScale = Float(negativeScale)
    }

    package func isNeeded(side: Int, all: Bool) -> Bool { true }

    package func combine(
        _ predictions: [Tensor], _ step: (_ positive: Int, _ negative: Int?, _ scale: Float) throws -> GuidanceStep
    ) throws -> Denoised {
        let x0 = Self.guided(
            predictions[0], predictions[1], empty: predictions[2], scale: scale, negativeScale: negativeScale)
        return try step(0, 1, scale).finished(x0)
    }

    /// x0 from what a prompt, a negative one and an empty one predict of it.
    package static func guided(
        _ positive: Tensor, _ negative: Tensor, empty: Tensor, scale: Float, negativeScale: Float
    ) -> Tensor {
        let positive = positive - empty
        let negative = negative - empty
        let along = product(negative, positive) / product(positive, positive)
        let perpendicular = negative.adding(positive, times: -Float(along)) * negativeScale
        return empty.adding(positive - perpendicular, times: scale)
    }

    private static func product(_ a: Tensor, _ b: Tensor) -> Double {
        zip(a.floats, b.floats).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
