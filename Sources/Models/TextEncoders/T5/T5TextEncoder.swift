internal import System
package import Tensors
internal import Tokenizers

/// T5 with a tokenizer and ComfyUI's way of weighting prompts: a family's text encoder, or one of them.
package final class T5TextEncoder: TextEncoder {
    private let model: T5Model
    private let tokenizer: SequenceTokenizer
    private let rules: T5Rules

    package let room: WeightRoom
    package let weights: PatchableWeights<any TextEncoder>?
    package var byteCount: Int { model.byteCount }
    var width: Int { model.width }

    /// - Parameter reader: at the tensors `shared...`, `encoder...`
    init(
        _ reader: WeightReader, _ tokenizer: SequenceTokenizer, _ rules: T5Rules,
        _ weights: PatchableWeights<any TextEncoder>?
    ) throws {
        model = try T5Model(reader)
        (self.tokenizer, self.rules, self.weights, room) = (tokenizer, rules, weights, reader.room)
    }

    package func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let (tokens, missing) = try tokens(prompt, embedding)
        var result = try encode(tokens, layer: layer, compute)
        result.addMissing(missing)
        return result
    }

    func encode(_ tokens: [PromptToken], layer: Int? = nil, _ compute: Compute) throws -> EncodedPrompt {
        let compute = compute.computing(.textEncoder)
        return try room.use {
            var hidden = try run(tokens, layer, compute)
            if PromptWeights.count(in: tokens) {
                hidden = PromptWeights.weighed(hidden, tokens, try run(neutral(tokens.count), layer, compute))
            }
            var result = EncodedPrompt(hidden: hidden.reshaped([1, tokens.count, width]))
            if rules.tellsMask { result.attentionMask = Tensor(counting(tokens), shape: [1, tokens.count]) }
            return result
        }
    }

    func tokens(
        _ prompt: Prompt, _ embedding: EmbeddingLookup
    ) throws -> (tokens: [PromptToken], missing: [String]) {
        // without tokens there is the neutral prompt's first
        if prompt.withoutTokens.contains(rules.key) { return (neutral(1), []) }
        var tokenizer = tokenizer
        if let padding = prompt.padding[rules.key] {
            tokenizer.minimumLength = padding.minimumLength ?? tokenizer.minimumLength
            tokenizer.minimumPadding = padding.minimumPadding ?? tokenizer.minimumPadding
        }
        let result = try tokenizer.tokenize(prompt.text(for: rules.key)) { try embedding($0, rules.key, width) }
        try Cancellation.checkCurrent()
        let tokens = result.chunks[0]
        return (tokens.isEmpty ? neutral(1) : tokens, result.missingEmbeddings)
    }

    /// An empty prompt of a length.
    private func neutral(_ count: Int) -> [PromptToken] {
        var tokens = Array(repeating: PromptToken(.token(tokenizer.padToken)), count: count)
        if rules.neutralEnds, count > 0, let end = tokenizer.endToken { tokens[0] = PromptToken(.token(end)) }
        return tokens
    }

    /// Whether each place counts: those up to the first end, and vectors.
    private func counting(_ tokens: [PromptToken]) -> [Float] {
        let end = tokens.firstIndex { $0.value == .token(tokenizer.endToken ?? tokenizer.padToken) } ?? tokens.count
        return tokens.enumerated().map { place, token in
            if case .vector = token.value { 1 } else { place <= end ? 1 : 0 }
        }
    }

    /// [T, width]
    private func run(_ tokens: [PromptToken], _ layer: Int?, _ compute: Compute) throws -> Tensor {
        guard rules.masks || rules.clearsPadding else { return try model(tokens, layer: layer ?? -1, compute) }
        let counting = counting(tokens)
        var hidden = try model(
            tokens, layer: layer ?? -1, seen: rules.masks ? counting.map { $0 != 0 } : nil, compute)
        if rules.clearsPadding {
            let width = width
            hidden.withMutableFloats { hidden in
                for (place, count) in counting.enumerated() where count == 0 {
                    hidden[place * width..<(place + 1) * width].update(repeating: 0)
                }
            }
        }
        return hidden
    }
}
