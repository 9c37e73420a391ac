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
        _ predictions: [Tensor], _ step: (_ positive: Tensor, _ negative: Tensor, _ scale: Float) throws -> GuidanceStep
    ) throws -> Denoised {
        let empty = predictions[2]
        let positive = predictions[0] - empty
        let negative = predictions[1] - empty
        let along = Self.product(negative, positive) / Self.product(positive, positive)
        let perpendicular = negative.adding(positive, times: -Float(along)) * negativeScale
        let x0 = empty.adding(positive - perpendicular, times: scale)
        return try step(predictions[0], predictions[1], scale).finished(x0)
    }

    private static func product(_ a: Tensor, _ b: Tensor) -> Double {
        zip(a.floats, b.floats).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
