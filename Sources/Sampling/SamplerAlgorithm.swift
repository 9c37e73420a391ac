package import Tensors

/// A way to walk down the noise levels; its options are its properties.
package protocol SamplerAlgorithm: Sendable {
    /// From the noisy start [B, C, ...] to the end of `run.sigmas`.
    func walk(_ run: SamplerRun, _ x: Tensor) throws -> Tensor
    /// The schedule is asked for one step more and loses its last level above 0, which second-order steps do not take.
    var dropsPenultimateSigma: Bool { get }
    /// Where a mask keeps the latent, other noise than the initial one is laid over it.
    var drawsNewNoiseForMask: Bool { get }
    /// What the negative prompt predicts is wanted even where guidance does without.
    var needsUnconditional: Bool { get }
    /// The walk is along the logarithm of the signal-to-noise ratio, so the first level has to have one.
    var needsFiniteSNR: Bool { get }
    /// The level at which sampling counts as having stopped, where the schedule ends at `last`.
    func end(at last: Float) -> Float
}

extension SamplerAlgorithm {
    package var dropsPenultimateSigma: Bool { false }
    package var drawsNewNoiseForMask: Bool { false }
    package var needsUnconditional: Bool { false }
    package var needsFiniteSNR: Bool { false }
    package func end(at last: Float) -> Float { last }
}
