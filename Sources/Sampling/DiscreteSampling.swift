internal import Glibc

/// A table of noise levels, one for each timestep: ComfyUI's `ModelSamplingDiscrete`.
package struct DiscreteSampling: ModelSampling {
    package let prediction: Prediction
    package var dataDeviation: Float { 1 }
    /// One sigma for each timestep, ascending.
    package let sigmas: [Float]
    package let logSigmas: [Float]
    /// Timesteps of the network from one entry of the table to the next; entry i is timestep (i + 1) * stride - 1.
    private let stride: Int

    /// Stable Diffusion's: betas equally spaced in their square roots.
    ///
    /// - Parameter zeroTerminalSNR: the last sigma is (all but) infinite, after Lin et al. (2023).
    package init(
        prediction: Prediction = .epsilon, linearStart: Double = 0.00085, linearEnd: Double = 0.012,
        timesteps: Int = 1000, zeroTerminalSNR: Bool = false
    ) {
        precondition(timesteps >= 2 && linearStart > 0 && linearEnd < 1)
        let start = linearStart.squareRoot()
        let end = linearEnd.squareRoot()
        let step = (end - start) / Double(timesteps - 1)
        var alphaCumulative = 1.0
        var sigmas: [Double] = []
        for i in 0..<timesteps {
            let root = i < timesteps / 2 ? start + step * Double(i) : end - step * Double(timesteps - i - 1)
            alphaCumulative *= 1 - root * root
            sigmas.append(((1 - alphaCumulative) / alphaCumulative).squareRoot())
        }
        if zeroTerminalSNR { sigmas = Self.zeroTerminalSNR(sigmas) }
        guard prediction == .consistency, timesteps >= Self.distilledTimesteps else {
            self.init(prediction: prediction, sigmas: sigmas)
            return
        }
        let stride = timesteps / Self.distilledTimesteps
        let kept = (1...Self.distilledTimesteps).map { sigmas[timesteps - 1 - (Self.distilledTimesteps - $0) * stride] }
        // The logarithms are those of the rounded sigmas, unlike in the whole table.
        self.init(prediction: prediction, sigmas: kept.map { Double(Float($0)) }, stride: stride)
    }

    /// - Parameters:
    ///   - sigmas: one for each timestep, or for each `stride`-th, ascending and positive.
    package init(prediction: Prediction, sigmas: [Double], stride: Int = 1) {
        precondition(!sigmas.isEmpty && sigmas.allSatisfy { $0 > 0 } && stride > 0)
        self.prediction = prediction
        self.sigmas = sigmas.map { Float($0) }
        logSigmas = sigmas.map { Float(Glibc.log($0)) }
        self.stride = stride
    }

    /// What a distilled network was taught.
    private static let distilledTimesteps = 50

    private static func zeroTerminalSNR(_ sigmas: [Double]) -> [Double] {
        let roots = sigmas.map { (1 / ($0 * $0 + 1)).squareRoot() }
        let first = roots[0]
        let last = roots[roots.count - 1]
        return roots.indices.map { i in
            let root = (roots[i] - last) * (first / (first - last))
            // 0 would make sigma infinite.
            let alpha = i == roots.count - 1 ? 4.8973451890853435e-08 : root * root
            return ((1 - alpha) / alpha).squareRoot()
        }
    }

    /// The timestep whose log-sigma is nearest.
    ///
    /// A sigma in the middle between two, which 4 steps of sgm_uniform have for a distilled network, is as near to the one
    /// as to the other, and the last bit of a logarithm decides. The distilled table's logarithms are in single precision
    /// in PyTorch too: of 51 such sigmas of up to 60 steps its library (MKL 2024.2) puts 47 below, so all are put there.
    package func timestep(of sigma: Float) -> Float {
        let logSigma = FloatMath.log(sigma)
        let tie: Float = stride > 1 ? 0x1p-20 : 0
        var nearest = 0
        var least = Float.infinity
        for (i, candidate) in logSigmas.enumerated() {
            let distance = abs(logSigma - candidate)
            if distance < least - tie {
                least = distance
                nearest = i
            }
        }
        return Float((nearest + 1) * stride - 1)
    }

    /// Sigma at a timestep, log-linear between two; timesteps outside the table count as its ends.
    package func sigma(at timestep: Float) -> Float {
        let t = min(max((timestep - Float(stride - 1)) / Float(stride), 0), Float(sigmas.count - 1))
        let low = t.rounded(.down)
        let high = t.rounded(.up)
        let weight = t - low
        return FloatMath.exp((1 - weight) * logSigmas[Int(low)] + weight * logSigmas[Int(high)])
    }

    package func percentToSigma(_ percent: Double) -> Double {
        if percent <= 0 { return 999_999_999.9 }
        if percent >= 1 { return 0 }
        return Double(sigma(at: Float((1 - percent) * 999)))
    }
}
