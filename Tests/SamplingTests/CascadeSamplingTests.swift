import Testing

@testable import Sampling

/// Against diffusers 0.42 (DDPMWuerstchenScheduler's `_alpha_cumprod` with PyTorch 2.13), and the same with its signal-to-noise
/// ratio shifted.
@Suite struct CascadeSamplingTests {
    private static let times: [Float] = [1e-4, 0.1, 0.37, 0.5, 0.83, 1]

    @Test(
        arguments: [
            (1, [0.010001330, 0.16943561, 0.66801041, 1.01238942, 3.68575215, 99.9950026]),
            (2, [0.010000500, 0.33887122, 1.33602083, 2.02477890, 7.37150449, 99.9949999]),
        ] as [(Double, [Float])]) func noiseLevels(shift: Double, expected: [Float])
    {
        let sampling = CascadeSampling(shift: shift)
        for (time, sigma) in zip(Self.times, expected) {
            #expect(abs(sampling.sigma(at: time) - sigma) < 2e-4 * sigma, "\(time)")
        }
        #expect(
            sampling.sigmas.count == 10000 && zip(sampling.sigmas, sampling.sigmas.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(sampling.percentToSigma(0) > 1e8 && sampling.percentToSigma(1) == 0)
        #expect(sampling.percentToSigma(0.5) == Double(sampling.sigma(at: 0.5)))
    }

    @Test func theNetworkIsToldTheTime() {
        let sampling = CascadeSampling(shift: 1)
        for time in [0.1, 0.37, 0.5, 0.83] as [Float] {
            #expect(abs(sampling.timestep(of: sampling.sigma(at: time)) - time) < 1e-4)
        }
    }
}
