internal import Sampling
package import Tensors

/// Classifier-free guidance (Ho & Salimans 2022): what the prompt adds to the negative prompt, scaled.
package struct GuidedDenoiser: Sendable {
    private let model: DiffusionModel
    private let positive: [Conditioning.Entry]
    private let negative: [Conditioning.Entry]
    private let scale: Float
    private let compute: Compute

    /// Places of latents that go through the network at once, but two items at least: more keep no thread busier, and
    /// take memory.
    private static let placesAtOnce = 1 << 15

    /// - Parameter cfg: the guidance scale; at 1 the negative prompt has no part and is not computed.
    package init(
        model: DiffusionModel, positive: Conditioning, negative: Conditioning, cfg: Double, compute: Compute
    ) throws(ModelError) {
        for entry in positive.entries + negative.entries {
            guard entry.hidden.rank == 3, entry.hidden.count > 0 else {
                throw ModelError(.badInput, "a conditioning of shape \(entry.hidden.shape)")
            }
        }
        self.model = model
        self.positive = positive.entries
        // the reference's idea of "is 1" (Python's math.isclose)
        self.negative = abs(cfg - 1) <= 1e-9 * max(abs(cfg), 1) ? [] : negative.entries
        scale = Float(cfg)
        self.compute = compute
    }

    /// x0 of `x` [B, C, H, W] at noise level `sigma`. A side without any prompt predicts 0.
    package func callAsFunction(_ x: Tensor, _ sigma: Float) throws -> Tensor {
        let (height, width) = (x.shape[2] * model.latentFormat.downscale, x.shape[3] * model.latentFormat.downscale)
        func prompts(_ entries: [Conditioning.Entry], isNegative: Bool) throws(ModelError) -> [NetworkInputs] {
            try entries.map { (entry) throws(ModelError) in
                NetworkInputs(context: entry.hidden, vector: try model.vector?(entry, height, width, isNegative))
            }
        }
        let predictions = try predict(
            x, sigma, prompts(positive, isNegative: false) + prompts(negative, isNegative: true))
        let conditional = mean(predictions[..<positive.count], like: x)
        let unconditional = mean(predictions[positive.count...], like: x)
        return unconditional + (conditional - unconditional) * scale
    }

    private func mean(_ predictions: ArraySlice<Tensor>, like x: Tensor) -> Tensor {
        guard let first = predictions.first else { return Tensor(zeros: x.shape) }
        guard predictions.count > 1 else { return first }
        return predictions.dropFirst().reduce(first, +) / Float(predictions.count)
    }

    /// One x0 [B, C, H, W] for each prompt, whose tensors have one item or more.
    private func predict(_ x: Tensor, _ sigma: Float, _ prompts: [NetworkInputs]) throws -> [Tensor] {
        let (batch, places) = (x.shape[0], x.shape[2] * x.shape[3])
        // all prompts of an item are neighbours, so that both halves go through the network together
        let pairs = (0..<batch).flatMap { item in prompts.indices.map { (item: item, prompt: $0) } }
        let atOnce = max(2, Self.placesAtOnce / max(places, 1))
        var results = prompts.map { _ in [Tensor]() }
        var next = 0
        while next < pairs.count {
            var group = [pairs[next]]
            var length = prompts[pairs[next].prompt].context.shape[1]
            for pair in pairs[(next + 1)...].prefix(atOnce - 1) {
                guard let common = commonLength(length, prompts[pair.prompt].context.shape[1]) else { break }
                length = common
                group.append(pair)
            }
            next += group.count
            let vectors = group.compactMap { pair in
                prompts[pair.prompt].vector.map { vector in
                    let own = pair.item % vector.shape[0]
                    return vector.slice(own..<own + 1)
                }
            }
            let inputs = NetworkInputs(
                context: Tensor.concatenated(
                    group.map { repeated(prompts[$0.prompt].context, item: $0.item, length: length) }),
                vector: vectors.isEmpty ? nil : Tensor.concatenated(vectors))
            let denoised = try model.denoised(
                Tensor.concatenated(group.map { x.slice($0.item..<$0.item + 1) }), sigma: sigma, inputs, compute)
            for (index, pair) in group.enumerated() { results[pair.prompt].append(denoised.slice(index..<index + 1)) }
        }
        return results.map { Tensor.concatenated($0) }
    }

    /// The length that contexts of two lengths can be repeated to, if that is not too much; attention does not mind
    /// equal keys.
    private func commonLength(_ a: Int, _ b: Int) -> Int? {
        var (x, y) = (a, b)
        while y != 0 { (x, y) = (y, x % y) }
        let length = a / x * b
        return length / min(a, b) <= 4 ? length : nil
    }

    /// The context of an item of the batch [1, length, D].
    private func repeated(_ context: Tensor, item: Int, length: Int) -> Tensor {
        let own = item % context.shape[0]
        let rows = context.slice(own..<own + 1).reshaped(Array(context.shape.dropFirst()))
        return Tensor.concatenated(Array(repeating: rows, count: length / context.shape[1]))
            .reshaped([1, length, context.shape[2]])
    }
}
