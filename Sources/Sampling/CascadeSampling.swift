internal import Glibc

/// Stable Cascade's noise levels: a cosine of the time (Nichol and Dhariwal, 2021) whose signal-to-noise ratio is shifted,
/// as diffusers' `DDPMWuerstchenScheduler` has it (schedulers/scheduling_ddpm_wuerstchen.py, `_alpha_cumprod`); ComfyUI's
/// `StableCascadeSampling`. The network predicts noise, and is told the time, 0...1.
package struct CascadeSampling: ModelSampling {
    package var prediction: Prediction { .epsilon }
    package var dataDeviation: Float { 1 }
    package let sigmas: [Float]
    private let shift: Float

    /// As many levels as schedules pick from.
    private static let count = 10000
    /// s: keeps the first levels above 0.
    private static let offset: Float = 8e-3
    private static let firstSignal = square(FloatMath.cos(offset / (1 + offset) * .pi * 0.5))

    /// - Parameter shift: positive; 1 shifts nothing, more stays longer at high noise.
    package init(shift: Double) {
        precondition(shift > 0)
        self.shift = Float(shift)
        sigmas = (1...Self.count).map { Self.sigma(Float(Double($0) / Double(Self.count)), Float(shift)) }
    }

    package func timestep(of sigma: Float) -> Float {
        let signal = 1 / (sigma * sigma + 1)
        let angle = FloatMath.acos((signal * Self.firstSignal).squareRoot())
        return angle / (.pi * 0.5) * (1 + Self.offset) - Self.offset
    }

    package func sigma(at timestep: Float) -> Float { Self.sigma(timestep, shift) }

    package func percentToSigma(_ percent: Double) -> Double {
        if percent <= 0 { return 999_999_999.9 }
        if percent >= 1 { return 0 }
        return Double(Self.sigma(Float(1 - percent), shift))
    }

    private static func sigma(_ time: Float, _ shift: Float) -> Float {
        var signal = square(FloatMath.cos((time + offset) / (1 + offset) * .pi * 0.5)) / firstSignal
        if shift != 1 {
            let ratio = FloatMath.log(signal / (1 - signal)) + 2 * FloatMath.log(1 / shift)
            signal = 1 / (1 + FloatMath.exp(-ratio))
        }
        signal = min(max(signal, 0.0001), 0.9999)
        return ((1 - signal) / signal).squareRoot()
    }

    private static func square(_ x: Float) -> Float { x * x }
}
