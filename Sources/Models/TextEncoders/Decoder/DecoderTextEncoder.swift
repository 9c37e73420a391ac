internal import System
internal import Tensors
internal import Tokenizers

/// A language model as a text encoder, with ComfyUI's way of weighting prompts and, of Qwen2.5-VL, pictures among them.
final class DecoderTextEncoder: TextEncoder {
    let model: DecoderModel
    private let vision: QwenVision?
    /// What to say where there is none.
    private let blindness: String
    let style: DecoderStyle
    let tokenizer: SequenceTokenizer
    /// What makes tokens of states, where it is not the tokens' own vectors. [tokens, width]
    let head: StoredWeight?

    let room: WeightRoom
    let weights: PatchableWeights<any TextEncoder>?
    var byteCount: Int { model.byteCount + (vision?.byteCount ?? 0) }

    /// - Parameters:
    ///   - reader: at the tensors `model...` and `visual...`
    ///   - weights: what it is built from
    init(
        _ reader: WeightReader, _ variant: DecoderVariant, _ style: DecoderStyle, _ tokenizer: SequenceTokenizer,
        _ weights: PatchableWeights<any TextEncoder>?
    ) throws {
        room = reader.room
        model = try DecoderModel(reader.at("model"), variant)
        vision = reader.has("visual.patch_embed.proj.weight") ? try QwenVision(reader.at("visual")) : nil
        blindness = SeeingSource.absence(reader)
        let headName = "lm_head.weight"
        head = reader.shape(headName)?.last == model.width ? try reader.stored(headName, [nil, nil]) : nil
        (self.style, self.tokenizer, self.weights) = (style, tokenizer, weights)
    }

    func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt {
        let found = try tokens(prompt, embedding)
        let tokens = found.chunks[0]
        guard !tokens.isEmpty else { throw ModelError(.badInput, "an empty prompt") }
        let compute = compute.computing(.textEncoder)
        return try room.use {
            var pictures: [QwenVision.Picture] = []
            let places = tokens.count { $0.value == .token(DecoderStyle.pictureToken) }
            for picture in prompt.pictures.prefix(places) { pictures.append(try seen(picture, compute)) }
            let output = try output(layer)
            let sequence = try sequence(tokens, pictures, compute)
            var hidden = try model(sequence, output, compute)
            if PromptWeights.count(in: tokens) {
                hidden = try weighed(hidden, tokens, output, compute)
            }
            if style.clearsPadding { clear(&hidden, sequence.isHidden) }
            // pictures come behind what is left out
            let first = style.firstKept(tokens)
            var result = EncodedPrompt(
                hidden: try hidden.tokens(first..<hidden.shape[1]), missingEmbeddings: found.missingEmbeddings)
            let mask = sequence.isHidden[first...]
            if style.tellsMask || mask.contains(true) {
                result.attentionMask = Tensor(mask.map { $0 ? 0 : 1 }, shape: [1, mask.count])
            }
            return result
        }
    }

    /// One chunk.
    func tokens(_ prompt: Prompt, _ embedding: EmbeddingLookup) throws -> PromptTokenizer.Result {
        let text = style.text(
            prompt.text(for: style.key), template: prompt.template, hasPictures: !prompt.pictures.isEmpty)
        var tokenizer = tokenizer
        if let padding = prompt.padding[style.key] {
            tokenizer.minimumLength = padding.minimumLength ?? tokenizer.minimumLength
            tokenizer.minimumPadding = padding.minimumPadding ?? tokenizer.minimumPadding
        }
        let result = try tokenizer.tokenize(text) { try embedding($0, style.key, model.width) }
        try Cancellation.checkCurrent()
        return result
    }

    private func output(_ layer: Int?) throws -> DecoderModel.Output {
        guard let layer else { return style.output }
        if case .inputs = style.output {
            throw ModelError(.unsupported, "this text encoder's prompts are made of several layers: none can be chosen")
        }
        return (1...model.depth).contains(-layer) ? .layer(layer) : .last
    }

    func seen(_ picture: Tensor, _ compute: Compute) throws -> QwenVision.Picture {
        guard let vision else { throw ModelError(.unsupported, blindness) }
        let seen = try vision.encode(picture, compute)
        guard seen.tokens.shape[1] == model.width else {
            throw ModelError(
                .badShape, "pictures become tokens of width \(seen.tokens.shape[1]), those of texts are \(model.width)")
        }
        return seen
    }

    /// From its first token of padding on nothing is seen, and on the left nothing before the first other one.
    func sequence(
        _ tokens: [PromptToken], _ pictures: [QwenVision.Picture], _ compute: Compute
    ) throws -> DecoderModel.Sequence {
        let pad = PromptToken.Value.token(tokenizer.padToken)
        let start = tokenizer.padsLeft ? tokens.firstIndex { $0.value != pad } ?? tokens.count : 0
        let end = tokens[start...].firstIndex { $0.value == pad } ?? tokens.count
        let vectors = try model.tokens(tokens, compute)
        var positions = TokenPositions()
        var rows: [Tensor] = []
        var isHidden: [Bool] = []
        var rest = pictures[...]
        // of what lies behind the last picture
        var textStart = 0
        for (place, token) in tokens.enumerated() {
            if token.value == .token(DecoderStyle.pictureToken), let picture = rest.popFirst() {
                if textStart < place { rows.append(vectors.slice(textStart..<place)) }
                textStart = place + 1
                rows.append(picture.tokens)
                positions.add(rows: picture.rows, columns: picture.columns)
                isHidden += Array(repeating: false, count: picture.tokens.shape[0])
                continue
            }
            positions.addText()
            if case .token = token.value {
                isHidden.append(place < start || place >= end)
            } else {
                isHidden.append(false)
            }
        }
        if textStart < tokens.count { rows.append(vectors.slice(textStart..<tokens.count)) }
        let x = rows.count == 1 ? rows[0] : Tensor.concatenated(rows)
        return DecoderModel.Sequence(
            x: x.reshaped([1] + x.shape), positions: Array(positions.axes.prefix(model.axes)), isHidden: isHidden)
    }

    /// Zeros in the place of what is hidden. hidden: [1, T, width]
    private func clear(_ hidden: inout Tensor, _ isHidden: [Bool]) {
        let width = hidden.shape[2]
        hidden.withMutableFloats { values in
            for (place, isHidden) in isHidden.enumerated() where isHidden {
                values[place * width..<(place + 1) * width].update(repeating: 0)
            }
        }
    }

    /// An empty prompt of a length.
    func neutral(_ count: Int, _ compute: Compute) throws -> DecoderModel.Sequence {
        let start = tokenizer.startToken.map { [PromptToken(.token($0))] } ?? []
        let padding = Array(repeating: PromptToken(.token(tokenizer.padToken)), count: max(0, count - start.count))
        return try sequence(start + padding, [], compute)
    }

    /// With the prompt's weights. hidden: [1, T, width]
    private func weighed(
        _ hidden: Tensor, _ tokens: [PromptToken], _ output: DecoderModel.Output, _ compute: Compute
    ) throws -> Tensor {
        let neutral = try model(neutral(tokens.count, compute), output, compute)
        guard neutral.shape == hidden.shape else {
            throw ModelError(.unsupported, "a prompt with pictures and with weights")
        }
        let (shape, flat) = (hidden.shape, Array(hidden.shape.dropFirst()))
        return PromptWeights.weighed(hidden.reshaped(flat), tokens, neutral.reshaped(flat)).reshaped(shape)
    }
}
