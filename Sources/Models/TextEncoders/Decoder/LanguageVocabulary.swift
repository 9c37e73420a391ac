internal import Formats
internal import System
internal import Tensors
internal import Tokenizers

/// Where the vocabularies of language models are had: from their own files, from one beside those, or from the library.
enum LanguageVocabulary {
    /// Gemma's SentencePiece model, from a file beside the weights that are without it.
    static func gemma(beside file: any WeightSource) throws -> SentencePieceTokenizer {
        try sentencePieces(
            beside: file, "gemma_tokenizer.model",
            "Gemma's vocabulary is not in the file. It is in the `tokenizer.model` that Google publishes with the model"
        )
    }

    /// Pile-T5's, which is Llama 2's, from a file beside the weights that are without it.
    static func pileT5(beside file: any WeightSource) throws -> SentencePieceTokenizer {
        try sentencePieces(
            beside: file, "pile_t5xl_tokenizer.model",
            "Pile-T5's vocabulary is not in the file. It is in the `tokenizer.model` that EleutherAI publishes with "
                + "the model")
    }

    /// Llama 3's, from a GGUF file with its weights or from a file beside the weights that are without it.
    static func llama3(beside file: any WeightSource) throws -> BytePairTokenizer {
        if let texts = try file.texts("tokenizer.ggml.tokens") {
            let kinds = try file.numbers("tokenizer.ggml.token_type") ?? []
            return try BytePairTokenizer(
                ggmlTokens: texts, kinds: kinds.map { Int(exactly: $0) ?? 0 }, name: "\(file.name): the tokenizer")
        }
        let names = (lines: "llama3_tokenizer.model", json: "llama3_tokenizer.json")
        if let (path, bytes) = try beside(file, names.lines) {
            return try BytePairTokenizer(llama3Lines: bytes, name: path)
        }
        if let (path, bytes) = try beside(file, names.json) {
            return try BytePairTokenizer(llama3JSON: JSON(parsing: bytes), name: path)
        }
        throw ModelError(
            .missingTensor,
            "\(file.name): Llama 3's vocabulary is not in the file. It is in the `tokenizer.model` or the "
                + "`tokenizer.json` that Meta publishes with the model: put that beside the file as \(names.lines) or "
                + names.json)
    }

    private static func sentencePieces(
        beside file: any WeightSource, _ name: String, _ problem: String
    ) throws -> SentencePieceTokenizer {
        guard let (path, bytes) = try beside(file, name) else {
            throw ModelError(.missingTensor, "\(file.name): \(problem): put that beside the file as \(name)")
        }
        return try SentencePieceTokenizer(SentencePieceModel(bytes, name: path), name: path)
    }

    /// Mistral's: `tekken_model` of ComfyUI's files, or the library's.
    static func mistral(_ file: any WeightSource) throws -> BytePairTokenizer {
        guard let bytes = try bytes("tekken_model", of: file) else { return .tekken }
        return try BytePairTokenizer(tekkenJSON: JSON(parsing: bytes), name: file.name)
    }

    /// A file that a tensor of bytes holds; nil if there is none of that name.
    private static func bytes(_ name: String, of file: any WeightSource) throws -> [UInt8]? {
        guard file.info(name) != nil else { return nil }
        guard let bytes = try file.weight(name).reinterpreted(as: .u8) else {
            throw ModelError(.badShape, "\(file.name): tensor \(name) holds no bytes")
        }
        return try bytes.expanded().floats.map { UInt8($0) }
    }

    /// A file in the folder of a file on disk; nil if it is not there.
    private static func beside(_ file: any WeightSource, _ name: String) throws -> (path: String, bytes: [UInt8])? {
        guard let slash = file.name.lastIndex(of: "/") else { return nil }
        let path = String(file.name[...slash]) + name
        guard FilePath.isFile(path) else { return nil }
        let contents = try ModelFileBytes(path: path, isMapped: false)
        return (path, Array(contents.bytes))
    }
}
