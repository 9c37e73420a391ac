/// Rectified flow (Esser et al., 2024): sigma runs from 1 to 0, and `shift` spends more of the steps at high levels.
/// ComfyUI's `ModelSamplingDiscreteFlow`.
package struct FlowSampling: ModelSampling {
    package var prediction: Prediction { .flow }
    package var dataDeviation: Float { 1 }
    package let sigmas: [Float]
    package let shift: Double
    /// The network is told sigma times this.
    package let multiplier: Float

    /// - Parameter shift: positive; 1 shifts nothing.
    package init(shift: Double = 1, multiplier: Float = 1000, timesteps: Int = 1000) {
        precondition(shift > 0 && multiplier > 0 && timesteps > 0)
        self.shift = shift
        self.multiplier = multiplier
        sigmas = (1...timesteps).map { Self.shifted(Float($0) / Float(timesteps), by: Float(shift)) }
    }

    package func timestep(of sigma: Float) -> Float { sigma * multiplier }

    package func sigma(at timestep: Float) -> Float { Self.shifted(timestep / multiplier, by: Float(shift)) }

    package func percentToSigma(_ percent: Double) -> Double {
        if percent <= 0 { return 1 }
        if percent >= 1 { return 0 }
        return Self.shifted(1 - percent, by: shift)
    }

    private static func shifted<T: BinaryFloatingPoint>(_ time: T, by shift: T) -> T {
        shift == 1 ? time : shift * time / (1 + (shift - 1) * time)
    }
}
