package import Tensors

/// The initial noise of a latent.
package enum NoiseMaker {
    /// What ComfyUI's `prepare_noise` draws for a seed.
    ///
    /// - Parameters:
    ///   - shape: the latent's, `[B, C, H, W]`.
    ///   - batchIndex: which items of a larger batch the latent's B items are (LatentFromBatch, RepeatLatentBatch); nil:
    ///     0..<B drawn at once.
    package static func noise(shape: [Int], seed: UInt64, batchIndex: [Int]? = nil) throws(SamplingError) -> Tensor {
        var generator = TorchGenerator(seed: seed)
        guard let batchIndex else { return generator.randn(shape) }

        guard let items = shape.first, items == batchIndex.count else {
            throw SamplingError(
                .badArgument, "\(batchIndex.count) noise indices for a batch of \(shape.first ?? 0) latents")
        }
        guard let last = batchIndex.max() else { return Tensor(zeros: shape) }
        guard batchIndex.allSatisfy({ (0..<maximumItems).contains($0) }) else {
            throw SamplingError(.badArgument, "noise indices must lie in 0..<\(maximumItems)")
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
