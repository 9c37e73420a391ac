package import Formats
internal import System

extension BytePairTokenizer {
    /// Llama 3's, from what Meta publishes as `tokenizer.model`: lines of a token's bytes in base 64 and its number
    /// (openai/tiktoken). The special tokens, which are not there, follow the 128,000 of the file (meta-llama/llama3).
    package init(llama3Lines bytes: [UInt8], name: String) throws(FormatError) {
        var texts: [[UInt8]] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "))
            guard parts.count == 2, let text = Base64.decoded(parts[0]),
                Int(String(decoding: parts[1], as: UTF8.self)) == texts.count
            else {
                throw FormatError(
                    .malformed, "\(name): line \(texts.count + 1) is no token in base 64 and its number")
            }
            texts.append(text)
        }
        try self.init(ranked: texts, specials: Self.llama3Specials(from: texts.count), name: name)
    }

    private static func llama3Specials(from first: Int) -> [(String, Int)] {
        let headers = [6: "<|start_header_id|>", 7: "<|end_header_id|>", 9: "<|eot_id|>"]
        var reserved = 0
        let rest = (2..<256).map { place -> (String, Int) in
            if let header = headers[place] { return (header, first + place) }
            defer { reserved += 1 }
            return ("<|reserved_special_token_\(reserved)|>", first + place)
        }
        // and what HunyuanVideo's model has behind them, which ComfyUI knows for all
        let further = ["<unk>", "<image>", "<pad>"].enumerated().map { ($1, first + 256 + $0) }
        return [("<|begin_of_text|>", first), ("<|end_of_text|>", first + 1)] + rest + further
    }

    /// Llama 3's or another one of its kind, from a `tokenizer.json` of Hugging Face: the vocabulary, in which tokens stand
    /// in the order in which they were learned, and the special tokens.
    package init(llama3JSON file: JSON, name: String) throws(FormatError) {
        guard let vocabulary = file["model"]?["vocab"]?.object else {
            throw FormatError(.malformed, "\(name): no model.vocab, which a tokenizer.json of byte pairs has")
        }
        var texts = [[UInt8]](repeating: [], count: vocabulary.count)
        for (text, number) in vocabulary {
            guard let number = number.int, texts.indices.contains(number) else {
                throw FormatError(.malformed, "\(name): a token that is not numbered in a row")
            }
            texts[number] = ByteAlphabet.bytes(text) ?? Array(text.utf8)
        }
        let specials = (file["added_tokens"]?.array ?? []).compactMap { entry -> (String, Int)? in
            guard let text = entry["content"]?.string, let number = entry["id"]?.int, number >= 0 else {
                return nil
            }
            return (text, number)
        }
        try self.init(ranked: texts, specials: specials, name: name)
    }

    /// Mistral's, from its `tekken.json` (mistralai/mistral-common), which ComfyUI's files hold as `tekken_model`.
    package init(tekkenJSON file: JSON, name: String) throws(FormatError) {
        let specials = file["special_tokens"]?.array ?? []
        let config = file["config"]
        guard let size = config?["default_vocab_size"]?.int, let entries = file["vocab"]?.array,
            (0..<BytePairVocabulary.largestCount).contains(size)
        else { throw FormatError(.malformed, "\(name): no tekken vocabulary: config or vocab is missing") }
        // files of before there were any list no special tokens, of which there were a thousand
        let count = specials.isEmpty ? config?["default_num_special_tokens"]?.int ?? 1000 : specials.count
        var texts: [[UInt8]] = []
        for entry in entries.prefix(max(0, size - count)) {
            guard let text = entry["token_bytes"]?.string.flatMap({ Base64.decoded(Array($0.utf8)[...]) }) else {
                throw FormatError(.malformed, "\(name): token \(texts.count) has no token_bytes")
            }
            texts.append(text)
        }
        let named = specials.enumerated().compactMap { index, entry -> (String, Int)? in
            let bytes = entry["token_bytes"]?.string.flatMap { Base64.decoded(Array($0.utf8)[...]) }
            let text = bytes.map { String(decoding: $0, as: UTF8.self) } ?? entry["token_str"]?.string
            return text.map { ($0, index) }
        }
        try self.init(
            ranked: texts, specials: specials.isEmpty ? Self.tekkenSpecials : named, offset: count, name: name)
    }

    /// From a GGUF file's `tokenizer.ggml.tokens` and `tokenizer.ggml.token_type` (ggml-org/ggml, docs/gguf.md).
    package init(ggmlTokens tokens: [String], kinds: [Int], name: String) throws(FormatError) {
        var texts: [[UInt8]] = []
        var specials: [(String, Int)] = []
        for (number, text) in tokens.enumerated() {
            let isNormal = kinds.isEmpty || number < kinds.count && kinds[number] == 1
            texts.append(isNormal ? ByteAlphabet.bytes(text) ?? [] : [])
            if !isNormal, !text.isEmpty { specials.append((text, number)) }
        }
        try self.init(ranked: texts, specials: specials, name: name)
    }

    private init(ranked texts: [[UInt8]], specials: [(String, Int)], offset: Int = 0, name: String) throws(FormatError)
    {
        let vocabulary = BytePairVocabulary(ranked: TokenTable(texts))
        guard texts.count <= BytePairVocabulary.largestCount, vocabulary.isComplete else {
            throw FormatError(.malformed, "\(name): a vocabulary without a token for every byte")
        }
        self.init(vocabulary, .llama3, specials: specials, offset: offset)
    }
}
