internal import Tokenizers

/// A prompt with weights, parentheses and embeddings: whatever it is, chunks are whole and weights are numbers of it.
func fuzzTokens(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for length in [10, 77] {
        let tokenizer = PromptTokenizer(chunkLength: length)
        let result = tokenizer.tokenize(text) { (name) throws(Never) in
            name.utf8.count.isMultiple(of: 3) ? nil : [[0.5, 1], [2, 3]]
        }
        precondition(!result.chunks.isEmpty && result.chunks.allSatisfy { $0.count == length })
    }
}
