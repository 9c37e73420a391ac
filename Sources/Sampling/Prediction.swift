internal import Tensors

/// What a diffusion model predicts; the raw value is ComfyUI's name.
package enum Prediction: String, Sendable, CaseIterable {
    /// The noise.
    case epsilon = "eps"
    /// Velocity (Salimans and Ho, 2022).
    case vPrediction = "v_prediction"
    /// The noise, where the network was distilled to jump to the end (Luo et al., 2023).
    case consistency = "lcm"
    /// The finished latent.
    case x0
    /// The finished latent, from one that is not scaled to unit variance.
    case imageToImage = "img_to_img"
    /// What Karras et al. (2022) precondition a network to: velocity with the other sign.
    case edm
    /// What Cosmos predicts (NVIDIA, 2025): a flow whose share of noise is sigma / (sigma + 1).
    case cosmosFlow = "cosmos_rflow"
    /// The direction from the finished latent to the noise (Liu et al., 2022): x = (1 - sigma) * x0 + sigma * noise.
    case flow = "const"

    /// Those that a table of timesteps can be combined with.
    package static let discrete: [Prediction] = [.epsilon, .vPrediction, .consistency, .x0, .imageToImage]
}

// Arithmetic is in single precision in PyTorch's order, so that results agree with ComfyUI's model_sampling.py.
extension Prediction {
    /// x as the network wants it. `dataVariance`: of finished latents.
    func input(_ x: Tensor, sigma: Float, dataVariance: Float) -> Tensor {
        switch self {
        case .imageToImage, .flow: x
        case .cosmosFlow: x * (1 - sigma / (sigma + 1))
        case .epsilon, .vPrediction, .consistency, .x0, .edm: x / (sigma * sigma + dataVariance).squareRoot()
        }
    }

    /// x0 from the network's output for x, which is not scaled by `input`.
    ///
    /// - Parameter timestep: of sigma.
    func denoised(
        output: Tensor, x: Tensor, sigma: Float, dataDeviation: Float, timestep: @autoclosure () -> Float
    ) -> Tensor {
        let dataVariance = dataDeviation * dataDeviation
        let variance = sigma * sigma + dataVariance
        let deviation = variance.squareRoot()
        switch self {
        case .epsilon, .flow:
            return Tensor.zip(x, output) { $0 - $1 * sigma }
        case .cosmosFlow:
            let share = sigma / (sigma + 1)
            return Tensor.zip(x, output) { $0 * (1 - share) - $1 * share }
        case .vPrediction:
            return Tensor.zip(x, output) { $0 * dataVariance / variance - $1 * sigma * dataDeviation / deviation }
        case .edm:
            return Tensor.zip(x, output) { $0 * dataVariance / variance + $1 * sigma * dataDeviation / deviation }
        case .consistency:
            // The boundary condition: at timestep 0 the result is x itself (sigma_data 0.5, timesteps times 10).
            let time = timestep() * 10
            let kept = 0.25 / (time * time + 0.25)
            let made = time / (time * time + 0.25).squareRoot()
            return Tensor.zip(x, output) { made * ($0 - $1 * sigma) + kept * $0 }
        case .x0, .imageToImage:
            return output
        }
    }
}
