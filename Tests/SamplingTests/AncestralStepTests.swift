import Testing

@testable import Sampling

@Suite struct AncestralStepTests {
    /// From a flow's first level, whose noise is infinitely many times its signal: all noise is new, or none
    /// (`get_ancestral_step` of comfy/k_diffusion/sampling.py).
    @Test func fromPureNoise() {
        let ancestral = AncestralStep(from: .infinity, to: 0.5)
        #expect(ancestral.up == 0.5 && ancestral.down == 0)
        let deterministic = AncestralStep(from: .infinity, to: 0.5, eta: 0)
        #expect(deterministic.up == 0 && deterministic.down == 0.5)
    }
}
