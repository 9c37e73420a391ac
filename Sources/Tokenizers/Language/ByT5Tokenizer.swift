/// byT5's tokens (Xue et al. 2021, arXiv 2105.13626): a text's bytes behind three special tokens, and 125 sentinels behind
/// those of bytes.
package struct ByT5Tokenizer: TextTokenizer {
    package static let endToken = 1
    package static let padToken = 0
    private static let firstByte = 3

    private let specials = SpecialTokens(
        [("<pad>", 0), ("</s>", 1), ("<unk>", 2)] + (0..<125).map { ("<extra_id_\($0)>", 259 + $0) })

    package init() {}

    package func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var tokens: [Int] = []
        specials.split(text) { part in
            switch part {
            case .token(let token): tokens.append(token)
            case .text(let text): tokens.append(contentsOf: text.utf8.map { Self.firstByte + Int($0) })
            }
        }
        return tokens
    }

    package func bytes(of token: Int) -> ArraySlice<UInt8> {
        token >= Self.firstByte && token < Self.firstByte + 256 ? [UInt8(token - Self.firstByte)] : []
    }
}
