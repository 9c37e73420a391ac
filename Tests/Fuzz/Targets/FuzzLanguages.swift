internal import Tokenizers

/// A prompt as the language models' tokenizers take it apart: whatever it is, tokens are of the vocabulary, and a sequence
/// has its bounds. Weights may be NaN: Python's float() takes the word, and so does ComfyUI.
func fuzzLanguages(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for (var sequence, vocabulary) in sequences {
        (sequence.minimumLength, sequence.maximumLength) = (12, 40)
        let result = sequence.tokenize(text) { (name) throws(Never) in
            name.utf8.count.isMultiple(of: 3) ? nil : [[0.5, 1], [2, 3]]
        }
        precondition(result.chunks.count == 1 && (12...40).contains(result.chunks[0].count))
        for token in result.chunks[0] {
            guard case .token(let number) = token.value else { continue }
            precondition((0..<vocabulary).contains(number))
        }
    }
}

/// Each with the size of its vocabulary.
private let sequences: [(SequenceTokenizer, Int)] = [
    (.t5(minimumLength: 1), 32_128), (.qwen(), 152_064), (.mistral(.tekken), 131_072),
    (.sentences(.umt5, pad: 0, minimumLength: 1), 256_384),
    (SequenceTokenizer(ByT5Tokenizer(), end: ByT5Tokenizer.endToken, pad: ByT5Tokenizer.padToken), 384),
]
