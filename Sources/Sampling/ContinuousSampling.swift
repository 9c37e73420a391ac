internal import Glibc

/// Noise levels without a table: what Karras et al. (2022) train with, and the arc tangent that velocity is trained
/// with. ComfyUI's `ModelSamplingContinuousEDM` and `ModelSamplingContinuousV`.
package struct ContinuousSampling: ModelSampling {
    /// What the network is told of a noise level.
    package enum Timestep: Sendable {
        /// log(sigma) / 4
        case quarterLogarithm
        /// atan(sigma) * 2 / pi
        case arcTangent
        /// sigma / (sigma + 1)
        case share
    }

    package let prediction: Prediction
    package let dataDeviation: Float
    package let sigmas: [Float]
    private let timestep: Timestep
    private let logRange: ClosedRange<Double>

    /// As many levels as schedules pick from.
    private static let count = 1000

    /// - Parameters:
    ///   - sigmaMin, sigmaMax: positive, the first not above the second.
    ///   - dataDeviation: the standard deviation of finished latents.
    /// - Throws: `badArgument` where there are no such levels.
    package init(
        prediction: Prediction, timestep: Timestep = .quarterLogarithm, sigmaMin: Double, sigmaMax: Double,
        dataDeviation: Double = 1
    ) throws(SamplingError) {
        guard sigmaMin > 0, sigmaMin <= sigmaMax, sigmaMax.isFinite else {
            throw SamplingError(.badArgument, "there are no noise levels from \(sigmaMin) to \(sigmaMax)")
        }
        self.prediction = prediction
        self.timestep = timestep
        self.dataDeviation = Float(dataDeviation)
        let sigmas = FloatMath.linspace(Float(log(sigmaMin)), Float(log(sigmaMax)), count: Self.count)
            .map(FloatMath.exp)
        self.sigmas = sigmas
        logRange = log(Double(sigmas[0]))...log(Double(sigmas[Self.count - 1]))
    }

    package func timestep(of sigma: Float) -> Float {
        switch timestep {
        case .quarterLogarithm: 0.25 * FloatMath.log(sigma)
        case .arcTangent: FloatMath.atan(sigma) / .pi * 2
        case .share: sigma / (sigma + 1)
        }
    }

    package func sigma(at timestep: Float) -> Float {
        switch self.timestep {
        case .quarterLogarithm: FloatMath.exp(timestep / 0.25)
        case .arcTangent: FloatMath.tan(timestep * .pi / 2)
        case .share: timestep >= sigmaMax / (sigmaMax + 1) ? sigmaMax : timestep / (1 - timestep)
        }
    }

    package func percentToSigma(_ percent: Double) -> Double {
        if percent <= 0 { return 999_999_999.9 }
        if percent >= 1 { return 0 }
        return exp((logRange.upperBound - logRange.lowerBound) * (1 - percent) + logRange.lowerBound)
    }
}
