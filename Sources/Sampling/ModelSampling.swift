package import Tensors

/// The relation between noise levels (sigma), timesteps and a network's input and output: x = x0 + sigma * noise, and
/// for flows x = (1 - sigma) * x0 + sigma * noise.
///
/// Source of the facts: ComfyUI's comfy/model_sampling.py.
package protocol ModelSampling: Sendable {
    var prediction: Prediction { get }
    /// The standard deviation of finished latents.
    var dataDeviation: Float { get }
    /// The noise levels that schedules are taken from, ascending; one at least.
    var sigmas: [Float] { get }
    /// What the network is told of a noise level.
    func timestep(of sigma: Float) -> Float
    func sigma(at timestep: Float) -> Float
    /// The noise level at which `percent` (0...1) of sampling is done; above all of them at 0, and 0 at 1.
    func percentToSigma(_ percent: Double) -> Double
}

extension ModelSampling {
    package var sigmaMin: Float { sigmas[0] }
    package var sigmaMax: Float { sigmas[sigmas.count - 1] }
    package var isFlow: Bool { prediction == .flow }

    /// x [B, C, ...] as the network wants it.
    package func calculateInput(_ x: Tensor, sigma: Float) -> Tensor {
        prediction.input(x, sigma: sigma, dataVariance: dataDeviation * dataDeviation)
    }

    /// x0 from the network's output for x, which is not scaled by `calculateInput`.
    package func calculateDenoised(output: Tensor, x: Tensor, sigma: Float) -> Tensor {
        prediction.denoised(
            output: output, x: x, sigma: sigma, dataDeviation: dataDeviation, timestep: timestep(of: sigma))
    }

    /// The start of sampling: `latent` with noise at level sigma.
    ///
    /// - Parameter maxDenoise: sigma is the highest there is, and the latent counts as having unit variance.
    package func noiseScaling(noise: Tensor, latent: Tensor, sigma: Float, maxDenoise: Bool = false) -> Tensor {
        if isFlow { return Tensor.zip(noise, latent) { sigma * $0 + (1 - sigma) * $1 } }
        let scale = maxDenoise && prediction != .cosmosFlow ? (1 + sigma * sigma).squareRoot() : sigma
        return Tensor.zip(noise, latent) { $0 * scale + $1 }
    }

    /// The end of sampling that stopped at level sigma.
    package func inverseNoiseScaling(_ latent: Tensor, sigma: Float) -> Tensor {
        isFlow ? latent / (1 - sigma) : latent
    }

    /// Whether sampling that begins at `sigma` begins with nothing but noise.
    package func isMaxDenoise(_ sigma: Float) -> Bool {
        sigma > sigmaMax || FloatMath.isClose(Double(sigmaMax), Double(sigma), relative: 1e-5)
    }
}

// The logarithm of the signal's share over the noise's, on which exponential integrators walk.
extension ModelSampling {
    /// log(alpha / sigma): alpha is 1, or 1 - sigma in flows.
    package func halfLogSNR(_ sigma: Float) -> Float {
        isFlow ? -FloatMath.log(sigma / (1 - sigma)) : -FloatMath.log(sigma)
    }

    func sigma(ofHalfLogSNR value: Float) -> Float {
        isFlow ? 1 / (1 + FloatMath.exp(value)) : FloatMath.exp(-value)
    }

    /// The share of the finished latent in x.
    func alpha(_ sigma: Float) -> Float { isFlow ? 1 - sigma : 1 }

    /// The noise levels with a first one whose logarithm exists: a flow begins with no signal at all.
    func withFiniteSNR(_ sigmas: [Float]) -> [Float] {
        guard isFlow, sigmas.count > 1, sigmas[0] >= 1 else { return sigmas }
        return [Float(percentToSigma(1e-4))] + sigmas.dropFirst()
    }
}
