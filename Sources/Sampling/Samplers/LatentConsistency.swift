package import Tensors

/// Latent consistency sampling (Luo et al., 2023): the prediction itself, with new noise at the next level.
package struct LatentConsistency: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            x = try run.predict(x, step: i)
            let next = run.sigmas[i + 1]
            if next > 0 { x = run.sampling.noiseScaling(noise: run.noise(like: x), latent: x, sigma: next) }
        }
        return x
    }
}
