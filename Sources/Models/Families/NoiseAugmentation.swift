internal import Glibc
internal import Sampling
internal import Tensors

/// Noise on what a network is told of pictures, so that it does not follow them to the letter.
struct NoiseAugmentation: Sendable {
    /// The signal's share of the variance at each level.
    private let alphasCumulative: [Double]

    private init(betas: [Double]) {
        var product = 1.0
        alphasCumulative = betas.map { beta in
            product *= 1 - beta
            return product
        }
    }

    /// Of pictures beside a latent: betas equally spaced in their square roots.
    static let linear: NoiseAugmentation = {
        let (start, end) = (0.0001.squareRoot(), 0.02.squareRoot())
        return NoiseAugmentation(
            betas: (0..<1000).map { index in
                let root = start + (end - start) / 999 * Double(index)
                return root * root
            })
    }()

    /// Of embeddings: Nichol and Dhariwal's cosine (2021).
    static let cosine: NoiseAugmentation = {
        func alpha(_ time: Double) -> Double {
            let cosine = cos((time + 0.008) / 1.008 * Double.pi / 2)
            return cosine * cosine
        }
        return NoiseAugmentation(
            betas: (0..<1000).map { (index: Int) -> Double in
                let kept = alpha(Double(index + 1) / 1000) / alpha(Double(index) / 1000)
                return min(1 - kept, 0.999)
            })
    }()

    /// x with the noise of a level.
    func noised(_ x: Tensor, level: Int, _ generator: inout TorchGenerator) -> Tensor {
        let share = alphasCumulative[level]
        let (signal, noise) = (Float(share.squareRoot()), Float((1 - share).squareRoot()))
        return Tensor.zip(x, generator.randn(x.shape)) { signal * $0 + noise * $1 }
    }
}
