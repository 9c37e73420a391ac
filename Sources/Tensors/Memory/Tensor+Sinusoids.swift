internal import Glibc

extension Tensor {
    /// Cosines, then sines, of each value at frequencies that fall from 1 to 1/10000
    /// (ldm/modules/diffusionmodules/util.py, timestep_embedding). [values.count, channels]
    package static func sinusoids(of values: [Float], channels: Int) -> Tensor {
        let half = channels / 2
        var result = Tensor(zeros: [values.count, channels])
        result.withMutableFloats { target in
            for (row, value) in values.enumerated() {
                for i in 0..<half {
                    let frequency = exp(-Float(9.210340371976184) * Float(i) / Float(half))
                    target[row * channels + i] = cos(value * frequency)
                    target[row * channels + half + i] = sin(value * frequency)
                }
            }
        }
        return result
    }
}
