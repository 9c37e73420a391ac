internal import Sampling
internal import Tensors

/// Prompts that see parts of a latent of one shape, with one control and one set of hooks: they go through the network
/// together.
struct PromptBatch {
    let model: DiffusionModel
    let prompts: [ActivePrompt]
    let sigma: Float
    let compute: Compute

    /// Places of latents that go through the network at once, but two items at least: more keep no thread busier, and
    /// take memory.
    private static let placesAtOnce = 1 << 15

    /// An item of the latent's batch and an index of `prompts`.
    private typealias Pair = (item: Int, prompt: Int)

    /// One x0 [B, C, ...] for each prompt, whose tensors have one item or more.
    func predictions() throws -> [Tensor] {
        let shape = prompts[0].x.shape
        let model = try prompts[0].entry.entry.hooks?.model(model, sigma: sigma) ?? model
        // all prompts of an item are neighbours, so that both halves go through the network together
        let pairs: [Pair] = (0..<shape[0]).flatMap { item in prompts.indices.map { (item: item, prompt: $0) } }
        let atOnce = max(2, Self.placesAtOnce / max(shape.dropFirst(2).reduce(1, *), 1))
        var results = prompts.map { _ in [Tensor]() }
        var next = 0
        while next < pairs.count {
            var group = [pairs[next]]
            var length = prompts[pairs[next].prompt].context.shape[1]
            for pair in pairs[(next + 1)...].prefix(atOnce - 1) {
                guard let common = Self.commonLength(length, prompts[pair.prompt].context.shape[1]) else { break }
                length = common
                group.append(pair)
            }
            next += group.count
            let denoised = try denoised(group, model, length: length)
            for (index, pair) in group.enumerated() { results[pair.prompt].append(denoised.slice(index..<index + 1)) }
        }
        return results.map { Tensor.concatenated($0) }
    }

    private func denoised(_ group: [Pair], _ model: DiffusionModel, length: Int) throws -> Tensor {
        let x = Tensor.concatenated(group.map { prompts[$0.prompt].x.slice($0.item..<$0.item + 1) })
        let vectors = group.compactMap { pair in
            prompts[pair.prompt].vector.map { vector in
                let own = pair.item % vector.shape[0]
                return vector.slice(own..<own + 1)
            }
        }
        var inputs = NetworkInputs(
            context: Tensor.concatenated(
                group.map { repeated(prompts[$0.prompt].context, item: $0.item, length: length) }),
            vector: vectors.isEmpty ? nil : Tensor.concatenated(vectors))
        inputs.sides = group.map { prompts[$0.prompt].side }
        if let control = prompts[0].entry.entry.control {
            inputs.residuals = try control.residuals(
                model.sampling.calculateInput(x, sigma: sigma), sigma: sigma, items: group.map(\.item), inputs,
                model: model, compute)
        }
        return try model.denoised(x, sigma: sigma, inputs, compute)
    }

    /// The length that contexts of two lengths can be repeated to, if that is not too much; attention does not mind
    /// equal keys.
    private static func commonLength(_ a: Int, _ b: Int) -> Int? {
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
