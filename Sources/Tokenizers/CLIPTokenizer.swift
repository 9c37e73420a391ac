internal import System

/// CLIP's byte-pair tokenizer: 49,408 tokens, lower-cased text.
///
/// Gives what transformers' `CLIPTokenizer` (4.57) gives for ComfyUI's configuration of it where ftfy is installed, as
/// ComfyUI's requirements have it: the special tokens are recognised in the text as it stands and again when it is
/// cleaned (`TextCleaning`) and in lower case; what lies between is split into words and byte-pair encoded.
package final class CLIPTokenizer: Sendable {
    /// The one table that every SD1/SDXL text encoder uses; made on first use, in about a millisecond.
    package static let shared = CLIPTokenizer()

    package static let vocabularySize = 49408
    package static let startToken = 49406
    package static let endToken = 49407

    private static let specialTokens = [
        (text: Array("<|startoftext|>".unicodeScalars), token: startToken),
        (text: Array("<|endoftext|>".unicodeScalars), token: endToken),
    ]

    private let merges = BytePairMerges()

    private init() {}

    /// The tokens of `text`, without start and end.
    package func encode(_ text: String) -> [Int] {
        encode(Array(text.unicodeScalars)[...])
    }

    func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var tokens: [Int] = []
        split(text, into: &tokens) { raw, tokens in
            CLIPWords.forEach(in: CLIPNormalization.normalized(raw)[...]) { word in
                if let special = Self.special(word) {
                    tokens.append(special.token)
                } else {
                    merges.encode(word: Self.utf8(word), into: &tokens)
                }
            }
        }
        return tokens
    }

    /// The token whose vocabulary entry is `word` + `</w>` literally, in GPT-2's byte alphabet ("A" and "Ã©" have one).
    func token(spelled word: ArraySlice<Unicode.Scalar>) -> Int? {
        // The longest entries have some 50 characters.
        guard !word.isEmpty, word.count <= 256 else { return nil }
        var bytes: [UInt8] = []
        for scalar in word {
            guard let byte = Self.byte(spelled: scalar) else { return nil }
            bytes.append(byte)
        }
        // Every entry that ends a word is what its own bytes are joined to (checked over the whole vocabulary).
        var tokens: [Int] = []
        merges.encode(word: bytes, into: &tokens)
        return tokens.count == 1 ? tokens[0] : nil
    }

    /// The byte that a character of GPT-2's byte alphabet stands for.
    private static func byte(spelled scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: UInt8(scalar.value)
        case 0x100...0x120: UInt8(scalar.value - 0x100)
        case 0x121...0x142: UInt8(scalar.value - 0x121 + 0x7F)
        case 0x143: 0xAD
        default: nil
        }
    }

    /// The special token that a text begins with.
    static func special(_ text: ArraySlice<Unicode.Scalar>) -> (text: [Unicode.Scalar], token: Int)? {
        guard text.first == "<" else { return nil }
        return specialTokens.first { text.starts(with: $0.text) }
    }

    /// Calls `body` with the non-empty parts between special tokens, and appends those.
    private func split(
        _ text: ArraySlice<Unicode.Scalar>, into tokens: inout [Int],
        body: (ArraySlice<Unicode.Scalar>, inout [Int]) -> Void
    ) {
        var start = text.startIndex
        var i = start
        var pulse = CancellationPulse()
        while i < text.endIndex, !pulse.ends() {
            guard let special = Self.special(text[i...]) else {
                i += 1
                continue
            }
            if start < i { body(text[start..<i], &tokens) }
            tokens.append(special.token)
            i += special.text.count
            start = i
        }
        if start < text.endIndex { body(text[start...], &tokens) }
    }

    private static func utf8(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in scalars { bytes.append(contentsOf: UTF8.encode(scalar)!) }
        return bytes
    }
}
