package import Tensors

/// Latent consistency sampling (Luo et al., 2023) that makes the latent larger between its first steps.
package struct LatentConsistencyUpscale: SamplerAlgorithm {
    /// Resizes a latent [B, C, H, W].
    package typealias Resize = @Sendable (_ x: Tensor, _ width: Int, _ height: Int) throws -> Tensor

    private let scale: Double
    private let upscaleSteps: Int?
    private let resize: Resize

    /// - Parameters:
    ///   - scale: of the last size over the first.
    ///   - upscaleSteps: in how many steps it grows; nil for half of them.
    package init(scale: Double, upscaleSteps: Int?, resize: @escaping Resize) {
        (self.scale, self.upscaleSteps, self.resize) = (scale, upscaleSteps, resize)
    }

    package func walk(_ run: SamplerRun, _ start: Tensor) throws -> Tensor {
        let count = upscaleSteps.map { min($0 + 1, run.sigmas.count + 1) } ?? max(run.sigmas.count / 2 + 1, 2)
        let scales = (1..<max(count, 1)).map { 1 + (scale - 1) * Double($0) / Double(max(count - 1, 1)) }
        let (height, width) = (Double(start.shape[start.rank - 2]), Double(start.shape[start.rank - 1]))
        var x = start
        for i in run.steps {
            x = try run.predict(x, step: i)
            if i < scales.count {
                func side(_ side: Double) throws -> Int {
                    let scaled = (side * scales[i]).rounded(.toNearestOrEven)
                    guard scaled >= 1, scaled < 0x1p24 else {
                        throw SamplingError(.badArgument, "a latent cannot grow to a side of \(scaled)")
                    }
                    return Int(scaled)
                }
                x = try resize(x, try side(width), try side(height))
            }
            if run.sigmas[i + 1] > 0 {
                x = x.adding(run.random.normals(x.shape), times: run.sigmas[i + 1])
            }
        }
        return x
    }
}
