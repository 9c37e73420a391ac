internal import Glibc

/// Rectified flow whose noise levels are shifted by a power of e (black-forest-labs/flux, sampling.py, time_shift):
/// e^mu / (e^mu + 1 / t - 1). ComfyUI's `ModelSamplingFlux`.
package struct ExponentialFlowSampling: ModelSampling {
    package var prediction: Prediction { .flow }
    package var dataDeviation: Float { 1 }
    package let sigmas: [Float]
    /// mu
    package let shift: Double
    private let factor: Double

    /// Beyond it e^mu is no number of single precision.
    package static let largestShift = 80.0

    /// As many levels as schedules pick from.
    private static let count = 10000

    package init(shift: Double) {
        self.shift = shift
        let factor = exp(shift)
        self.factor = factor
        sigmas = (1...Self.count).map { Self.shifted(Float($0) / Float(Self.count), by: Float(factor)) }
    }

    package func timestep(of sigma: Float) -> Float { sigma }

    package func sigma(at timestep: Float) -> Float { Self.shifted(timestep, by: Float(factor)) }

    package func percentToSigma(_ percent: Double) -> Double {
        if percent <= 0 { return 1 }
        if percent >= 1 { return 0 }
        return Self.shifted(1 - percent, by: factor)
    }

    private static func shifted<T: BinaryFloatingPoint>(_ time: T, by factor: T) -> T {
        factor / (factor + (1 / time - 1))
    }

    /// mu for a picture: on the line through `base` at 256 tokens and `max` at 4096 (get_lin_function there).
    package static func shift(width: Int, height: Int, base: Double, max: Double) -> Double {
        shift(tokens: Double(width) * Double(height) / 256, from: 256, base: base, max: max)
    }

    /// mu on the line through `base` at `first` tokens and `max` at 4096.
    package static func shift(tokens: Double, from first: Double, base: Double, max: Double) -> Double {
        let slope = (max - base) / (4096 - first)
        return tokens * slope + (base - slope * first)
    }
}
