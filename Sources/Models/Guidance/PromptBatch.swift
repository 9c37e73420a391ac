internal import Sampling
internal import Tensors

/// Prompts that see parts of a latent of one shape, with one control and one set of hooks: they go through the network
/// together.
struct PromptBatch {
    let model: DiffusionModel
    let prompts: [ActivePrompt]
    let sigma: Float
    /// Those of the latent's batch that the prompts' x have.
    let items: [Int]
    let compute: Compute

    /// Places of latents that go through the network at once, but two items at least: more keep no thread busier, and
    /// take memory.
    private static let placesAtOnce = 1 << 15

    /// An item of the latent's batch and an index of `prompts`.
    private typealias Pair = (item: Int, prompt: Int)

    /// One x0 [B, C, ...] for each prompt, whose tensors have one item or more.
    func predictions() throws -> [Tensor] {
        let shape = prompts[0].x.shape
        var model = try prompts[0].entry.entry.hooks?.model(model, sigma: sigma, compute) ?? model
        if let patch = prompts[0].entry.entry.patch {
            model.options.patches = try patch.added(
                to: model.options.patches, height: shape[shape.count - 2], width: shape[shape.count - 1], compute)
        }
        // all prompts of an item are neighbours, so that both halves go through the network together
        let pairs: [Pair] = (0..<shape[0]).flatMap { item in prompts.indices.map { (item: item, prompt: $0) } }
        let atOnce =
            model.options.keepsBatchTogether
            ? pairs.count : max(2, Self.placesAtOnce / max(shape.dropFirst(2).reduce(1, *), 1))
        var results = prompts.map { _ in [Tensor]() }
        var next = 0
        while next < pairs.count {
            var group = [pairs[next]]
            var length = prompts[pairs[next].prompt].context.shape[1]
            for pair in pairs[(next + 1)...].prefix(atOnce - 1) {
                let own = prompts[pair.prompt].context.shape[1]
                let common = model.network.mayRepeatContext ? Self.commonLength(length, own) : length == own ? own : nil
                guard let common else { break }
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
        let vectors = own(\.vector, of: group)
        var inputs = NetworkInputs(
            context: Tensor.concatenated(
                group.map { repeated(prompts[$0.prompt].context, item: items[$0.item], length: length) }),
            vector: vectors)
        inputs.languageLayers = own(\.languageLayers, of: group)
        inputs.sides = group.map { prompts[$0.prompt].side }
        inputs.guidance = group.map { prompts[$0.prompt].entry.entry.guidance }
        inputs.referenceMethod = prompts[0].entry.entry.referenceMethod
        inputs.references = own(\.references, of: group).map { model.latentFormat.scale.modelLatent($0) }
        inputs.referenceContexts = own(\.referenceContexts, of: group)
        inputs.concat = own(\.concat, of: group)
        inputs.attentionBias = TokenBias.joined(
            group.compactMap { pair in prompts[pair.prompt].attentionBias.map { ($0, items[pair.item]) } },
            isOne: group.allSatisfy { $0.prompt == group[0].prompt })
        inputs.items = group.map { items[$0.item] }
        inputs.prompts = group.map { prompts[$0.prompt].entry.identity }
        if let control = prompts[0].entry.entry.control {
            inputs.residuals = try control.residuals(
                model.sampling.calculateInput(x, sigma: sigma), sigma: sigma,
                rows: group.map { row($0) }, toldToControls(group, inputs), model: model, compute)
        }
        return try model.denoised(x, sigma: sigma, inputs, compute)
    }

    private func row(_ pair: Pair) -> BatchRow {
        BatchRow(item: pair.item, of: items.count, prompt: pair.prompt, of: prompts.count)
    }

    /// What prompts hold for each item of the batch, one after the other; nil where they hold nothing.
    private func own(_ path: KeyPath<ActivePrompt, Tensor?>, of group: [Pair]) -> Tensor? {
        let tensors = group.compactMap { pair in
            prompts[pair.prompt][keyPath: path].map { tensor in
                let own = items[pair.item] % tensor.shape[0]
                return tensor.slice(own..<own + 1)
            }
        }
        return tensors.isEmpty ? nil : Tensor.concatenated(tensors)
    }

    /// The same of lists, which are as long for all prompts.
    private func own(_ path: KeyPath<ActivePrompt, [Tensor]>, of group: [Pair]) -> [Tensor] {
        prompts[0][keyPath: path].indices.map { index in
            Tensor.concatenated(
                group.map { pair in
                    let tensor = prompts[pair.prompt][keyPath: path][index]
                    let item = items[pair.item] % tensor.shape[0]
                    return tensor.slice(item..<item + 1)
                })
        }
    }

    /// What controls are told: prompts of their own, if these have some.
    private func toldToControls(_ group: [Pair], _ inputs: NetworkInputs) -> NetworkInputs {
        let contexts = group.compactMap { prompts[$0.prompt].entry.entry.controlHidden }
        guard contexts.count == group.count else { return inputs }
        let length = contexts.reduce(1) { Self.leastCommonMultiple($0, $1.shape[1]) }
        var inputs = inputs
        inputs.context = Tensor.concatenated(
            zip(group, contexts).map { repeated($1, item: items[$0.item], length: length) })
        return inputs
    }

    /// The length that contexts of two lengths can be repeated to, if that is not too much; attention does not mind
    /// equal keys.
    private static func commonLength(_ a: Int, _ b: Int) -> Int? {
        let length = leastCommonMultiple(a, b)
        return length / min(a, b) <= 4 ? length : nil
    }

    private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
        var (x, y) = (a, b)
        while y != 0 { (x, y) = (y, x % y) }
        return a / x * b
    }

    /// The context of an item of the batch [1, length, D].
    private func repeated(_ context: Tensor, item: Int, length: Int) -> Tensor {
        let own = item % context.shape[0]
        let rows = context.slice(own..<own + 1).reshaped(Array(context.shape.dropFirst()))
        return Tensor.concatenated(Array(repeating: rows, count: length / context.shape[1]))
            .reshaped([1, length, context.shape[2]])
    }
}
