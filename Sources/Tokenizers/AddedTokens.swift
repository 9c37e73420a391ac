internal import System

/// Words that a CLIP text encoder has learned beyond its vocabulary, as transformers' `add_tokens` numbers them: behind
/// the last token, in their order, but for those that the vocabulary has.
package struct AddedTokens: Sendable {
    private var tokens: [[Unicode.Scalar]: Int] = [:]

    package init(_ words: [String]) {
        for word in words {
            let scalars = Array(word.unicodeScalars)
            guard tokens[scalars] == nil, CLIPTokenizer.shared.token(spelled: scalars[...]) == nil else { continue }
            tokens[scalars] = CLIPTokenizer.vocabularySize + tokens.count
        }
    }

    package var count: Int { tokens.count }

    func token(_ word: ArraySlice<Unicode.Scalar>) -> Int? { tokens[Array(word)] }

    /// The tokens of a text, of which words between spaces may be added ones.
    func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var result: [Int] = []
        // what lies between added words
        var plain: [Unicode.Scalar] = []
        func finish() {
            if !plain.isEmpty { result += CLIPTokenizer.shared.encode(plain[...]) }
            plain = []
        }
        var pulse = CancellationPulse()
        for word in text.split(omittingEmptySubsequences: true, whereSeparator: { $0.properties.isWhitespace }) {
            if pulse.ends() { break }
            if let token = token(word) {
                finish()
                result.append(token)
            } else {
                plain += plain.isEmpty ? Array(word) : [" "] + word
            }
        }
        finish()
        return result
    }
}
