internal import Glibc
internal import Tensors

/// Numbers as waves, so that a network can tell them apart at every scale.
enum TimestepEmbedding {
    /// Cosines, then sines, of each value at frequencies that fall from 1 to 1/10000
    /// (ldm/modules/diffusionmodules/util.py, timestep_embedding). [values.count, channels]
    static func waves(_ values: [Float], channels: Int) -> Tensor {
        let half = channels / 2
        var result = Tensor(zeros: [values.count, channels])
        result.withMutableFloats { floats in
            for (row, value) in values.enumerated() {
                for i in 0..<half {
                    let frequency = exp(-Float(9.210340371976184) * Float(i) / Float(half))
                    floats[row * channels + i] = cos(value * frequency)
                    floats[row * channels + half + i] = sin(value * frequency)
                }
            }
        }
        return result
    }
}
