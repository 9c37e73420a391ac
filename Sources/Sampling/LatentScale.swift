package import Tensors

/// How latents that nodes pass and latents in model space belong together: (latent - shift) * factor.
package struct LatentScale: Sendable, Equatable {
    /// One for all channels, or one for each.
    private let shifts: [Float]
    private let factors: [Float]

    package init(factor: Float, shift: Float = 0) { (factors, shifts) = ([factor], [shift]) }

    /// Of each channel.
    ///
    /// - Parameter deviation: of latents in model space
    package init(means: [Float], deviations: [Float], deviation: Float = 1) {
        precondition(means.count == deviations.count)
        (shifts, factors) = (means, deviations.map { deviation / $0 })
    }

    /// latent: [B, C, ...]
    package func modelLatent(_ latent: Tensor) -> Tensor { map(latent) { ($0 - $1) * $2 } }

    /// The same for the start of sampling, where an empty latent is empty in model space too.
    package func modelStart(_ latent: Tensor) -> Tensor {
        latent.withFloats { $0.allSatisfy { $0 == 0 } } ? latent : modelLatent(latent)
    }

    /// The other way.
    package func storedLatent(_ latent: Tensor) -> Tensor { map(latent) { $0 / $2 + $1 } }

    private func map(_ latent: Tensor, _ transform: (Float, _ shift: Float, _ factor: Float) -> Float) -> Tensor {
        precondition(latent.rank >= 2 && (factors.count == 1 || latent.shape[1] == factors.count))
        if factors.count == 1 {
            let (shift, factor) = (shifts[0], factors[0])
            return latent.map { transform($0, shift, factor) }
        }
        let places = latent.shape.dropFirst(2).reduce(1, *)
        var result = latent
        result.withMutableFloats { values in
            for i in values.indices.halting() {
                let channel = i / places % factors.count
                values[i] = transform(values[i], shifts[channel], factors[channel])
            }
        }
        return result
    }
}

extension LatentScale: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    package init(floatLiteral value: Float) { self.init(factor: value) }
    package init(integerLiteral value: Int) { self.init(factor: Float(value)) }
}
