package import Sampling
package import Tensors

/// Combines what several conditionings predict. Its sides are the conditionings in the order in which the reference
/// asks the model for them.
package protocol Guider: Sendable {
    var sides: [GuidanceSide] { get }
    /// Which sides have to be predicted; the others count as 0.
    ///
    /// - Parameter all: none is left out for being without effect.
    func isNeeded(side: Int, all: Bool) -> Bool
    /// x0 and its parts.
    ///
    /// - Parameters:
    ///   - predictions: x0 by each side.
    ///   - step: makes what guidance functions are told: of the sides with a prompt and without (if there is one), and the
    ///     scale.
    func combine(
        _ predictions: [Tensor], _ step: (_ positive: Int, _ negative: Int?, _ scale: Float) throws -> GuidanceStep
    ) throws -> Denoised
}

/// One conditioning of a guider.
package struct GuidanceSide: Sendable {
    package enum Role: Sendable { case positive, middle, negative }

    package let conditioning: Conditioning
    package let role: Role

    package init(_ conditioning: Conditioning, _ role: Role) {
        self.conditioning = conditioning
        self.role = role
    }
}

extension Guider {
    /// Python's `math.isclose`: guidance by a scale of 1 is the prompt's prediction alone.
    static func isOne(_ scale: Double) -> Bool { abs(scale - 1) <= 1e-9 * max(abs(scale), 1) }
}
