package import Tensors

/// Ancestral sampling of the discrete chain (Ho et al., 2020), in latents that are scaled to unit variance.
package struct DDPM: SamplerAlgorithm {
    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        var x = start
        for i in run.steps {
            let (sigma, next) = (run.sigmas[i], run.sigmas[i + 1])
            let noise = run.derivative(x, sigma, try run.predict(x, step: i))
            let cumulative = 1 / (sigma * sigma + 1)
            let nextCumulative = 1 / (next * next + 1)
            let alpha = cumulative / nextCumulative
            let scale = (1 + sigma * sigma).squareRoot()
            let removed = (1 - alpha) / (1 - cumulative).squareRoot()
            let grown = (1 / alpha).squareRoot()
            x = Tensor.zip(x, noise) { grown * ($0 / scale - removed * $1) }
            if next > 0 {
                let deviation = ((1 - alpha) * (1 - nextCumulative) / (1 - cumulative)).squareRoot()
                x = x.adding(run.noise(like: x), times: deviation) * (1 + next * next).squareRoot()
            }
        }
        return x
    }
}
