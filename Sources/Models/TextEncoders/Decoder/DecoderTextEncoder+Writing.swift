internal import System
internal import Tensors
internal import Tokenizers

extension DecoderTextEncoder {
    func write(
        _ prompt: Prompt, _ settings: WritingSettings, _ compute: Compute, progress: (_ tokens: Int) throws -> Void
    ) throws -> String {
        let tokens = try conversation(prompt, settings)
        guard !tokens.isEmpty else { throw ModelError(.badInput, "an empty prompt") }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            let places = tokens.count { $0.value == .token(DecoderStyle.pictureToken) }
            let pictures = try prompt.pictures.prefix(places).map { try seen($0, compute) }
            let head = try LinearWeight(weight: head ?? model.tokens.weight)
            var memory = (0..<model.depth).map { _ -> DecoderLayer.Memory? in nil }
            var choice = TokenChoice(settings.sampling, used: tokens.compactMap(\.id))
            var sequence = try sequence(tokens, pictures, compute)
            var place = (sequence.positions[0].last ?? -1) + 1
            var written: [Int] = []
            while written.count < settings.longest {
                try compute.cancellation?.check()
                let token = try choice.next(model.logits(sequence, memory: &memory, head: head, compute))
                if tokenizer.lastTokens.contains(token) { break }
                written.append(token)
                try progress(written.count)
                let x = try model.tokens([PromptToken(.token(token))], compute)
                sequence = DecoderModel.Sequence(
                    x: x.reshaped([1] + x.shape), positions: (0..<model.axes).map { _ in [place] },
                    isHidden: [false])
                place += 1
            }
            return tokenizer.tokenizer.decode(written)
        }
    }

    /// The tokens of what the model is to go on with: nothing is filled up, and parentheses weigh nothing.
    private func conversation(_ prompt: Prompt, _ settings: WritingSettings) throws -> [PromptToken] {
        var tokenizer = tokenizer
        (tokenizer.minimumLength, tokenizer.minimumPadding) = (0, 0)
        (tokenizer.isWeighted, tokenizer.readsEmbeddings) = (false, false)
        let text = style.conversation(prompt.text(for: style.key), settings, pictures: prompt.pictures.count)
        let tokens = tokenizer.tokenize(text) { (_) throws(Never) in nil }.chunks[0]
        try Cancellation.checkCurrent()
        return tokens
    }
}

extension PromptToken {
    fileprivate var id: Int? { if case .token(let id) = value { id } else { nil } }
}
