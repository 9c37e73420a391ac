package import Sampling

/// What is known when a run of sampling begins.
package struct SamplingFacts: Sendable {
    package let sampling: any ModelSampling
    /// All that are to be walked.
    package let sigmas: [Float]
    /// What functions draw from that take PyTorch's own generator.
    package let random: RandomNumbers

    package init(
        sampling: any ModelSampling, sigmas: [Float] = [],
        random: RandomNumbers = RandomNumbers { TorchGenerator(seed: 0) }
    ) {
        (self.sampling, self.sigmas, self.random) = (sampling, sigmas, random)
    }
}
