internal import Formats
internal import Tensors
internal import Tokenizers

extension TextEncoderParts {
    /// The SentencePiece model that lies beside an encoder's weights: as the tensor `spiece_model` of ComfyUI's files, or
    /// in a GGUF file's metadata. Nil if there is none.
    func sentencePieces(_ key: String) throws -> SentencePieceTokenizer? {
        guard let file = self[key]?.found.file else { return nil }
        return try kept("\(key) tokenizer") { try Self.sentencePieces(in: file) }
    }

    private static func sentencePieces(in file: any WeightSource) throws -> SentencePieceTokenizer? {
        let name = "\(file.name): the tokenizer"
        if let info = file.info("spiece_model") {
            guard info.format == .dense(.u8) else {
                throw ModelError(.badShape, "\(name) is stored as \(info.format.name), not as bytes")
            }
            let bytes = try file.weight("spiece_model").expanded().floats.map { UInt8($0) }
            return try SentencePieceTokenizer(SentencePieceModel(bytes, name: name), name: name)
        }
        guard let texts = try file.texts("tokenizer.ggml.tokens"),
            let scores = try file.numbers("tokenizer.ggml.scores"),
            let kinds = try file.numbers("tokenizer.ggml.token_type"), scores.count == texts.count,
            kinds.count == texts.count
        else { return nil }
        // as ComfyUI-GGUF builds one of it (its loader.py)
        var model = SentencePieceModel()
        if file.metadata["tokenizer.ggml.model"] == "llama" { model.kind = .bytePairs }
        model.fallsBackToBytes = true
        model.pieces = zip(texts, zip(scores, kinds)).map { text, facts in
            .init(
                text: Array(text.utf8), score: Float(facts.0),
                kind: .init(rawValue: Int(exactly: facts.1) ?? 1) ?? .normal)
        }
        func flag(_ key: String, _ usual: Bool) -> Bool { file.metadata[key].map { $0 == "true" } ?? usual }
        model.addsBlank = flag("tokenizer.ggml.add_space_prefix", false)
        model.removesBlanks = flag("tokenizer.ggml.remove_extra_whitespaces", false)
        model.characterMap = try (file.numbers("tokenizer.ggml.precompiled_charsmap") ?? []).map {
            UInt8(exactly: $0) ?? 0
        }
        return try SentencePieceTokenizer(model, name: name)
    }
}
