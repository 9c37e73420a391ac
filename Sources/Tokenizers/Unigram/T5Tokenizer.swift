internal import System

/// The tokenizer of T5 v1.1 (Raffel et al. 2019): 32,000 pieces and a hundred sentinels.
///
/// Gives what transformers' `T5TokenizerFast` (4.57) gives with the file that ComfyUI has for it: special tokens are
/// recognised in the text as it stands; what lies between is normalised with T5's character map, the white space at its
/// end dropped, several blanks one; a text begins with a blank of its own.
package struct T5Tokenizer: TextTokenizer {
    /// Made on first use, in some hundredths of a second.
    package static let shared = T5Tokenizer()

    package static let endToken = 1
    package static let padToken = 0

    private let model = UnigramModel.t5
    private let specials = SpecialTokens(
        [("<pad>", 0), ("</s>", 1), ("<unk>", 2)] + (0..<100).map { ("<extra_id_\($0)>", 32_099 - $0) })

    private static let blank = Array("▁".utf8)

    package func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var tokens: [Int] = []
        var isFirst = true
        specials.split(text) { part in
            switch part {
            case .token(let token): tokens.append(token)
            case .text(let text):
                let normalized = normalized(text, isFirst: isFirst)
                let pieces = model.pieces(of: normalized, isSingle: false)
                tokens.append(contentsOf: pieces.map { $0.token ?? model.unknown })
            }
            isFirst = false
        }
        return tokens
    }

    private func normalized(_ text: ArraySlice<Unicode.Scalar>, isFirst: Bool) -> [UInt8] {
        var scalars = GraphemeMap.mapped(text, model.characterMap)
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        var result: [UInt8] = []
        var pulse = CancellationPulse()
        for (index, scalar) in scalars.enumerated() {
            if pulse.ends() { break }
            if scalar != " " {
                result.append(contentsOf: UTF8.encode(scalar)!)
            } else if index == 0 || scalars[index - 1] != " " {
                result += Self.blank
            }
        }
        return isFirst && !result.isEmpty && !result.starts(with: Self.blank) ? Self.blank + result : result
    }
}
