package import Tensors

/// Where the initial noise of a latent comes from.
package enum NoiseSource: Sendable, Equatable {
    /// Zeros: the latent is taken as it is.
    case none
    /// What ComfyUI's `prepare_noise` draws for a seed.
    case seeded(UInt64)

    /// The seed of noise that is added on the way.
    package var seed: UInt64 {
        switch self {
        case .none: 0
        case .seeded(let seed): seed
        }
    }

    /// The noise.
    ///
    /// - Parameters:
    ///   - shape: the latent's, [B, C, ...].
    ///   - batchIndex: which items of a larger batch the latent's B items are (LatentFromBatch, RepeatLatentBatch); nil:
    ///     0..<B drawn at once.
    package func noise(shape: [Int], batchIndex: [Int]? = nil) throws(SamplingError) -> Tensor {
        var generator = TorchGenerator(seed: seed)
        return try noise(shape, batchIndex, &generator)
    }

    /// The generator as it is once the noise was drawn: what draws from PyTorch's own one afterwards goes on there.
    package func generatorBehind(shape: [Int], batchIndex: [Int]? = nil) -> TorchGenerator {
        var generator = TorchGenerator(seed: seed)
        _ = try? noise(shape, batchIndex, &generator)
        return generator
    }

    private func noise(
        _ shape: [Int], _ batchIndex: [Int]?, _ generator: inout TorchGenerator
    ) throws(SamplingError) -> Tensor {
        guard case .seeded = self else { return Tensor(zeros: shape) }
        guard let batchIndex else { return generator.randn(shape) }

        guard let items = shape.first, items == batchIndex.count else {
            throw SamplingError(
                .badArgument, "\(batchIndex.count) noise indices for a batch of \(shape.first ?? 0) latents")
        }
        guard let last = batchIndex.max() else { return Tensor(zeros: shape) }
        guard batchIndex.allSatisfy({ (0..<Self.maximumItems).contains($0) }) else {
            throw SamplingError(.badArgument, "noise indices must lie in 0..<\(Self.maximumItems)")
        }
        // Items before the last one wanted are drawn and dropped, one at a time.
        let wanted = Set(batchIndex)
        var drawn: [Int: Tensor] = [:]
        for item in 0...last {
            let noise = generator.randn([1] + shape.dropFirst())
            if wanted.contains(item) { drawn[item] = noise }
        }
        return Tensor.concatenated(batchIndex.map { drawn[$0]! })
    }

    private static let maximumItems = 65536
}
