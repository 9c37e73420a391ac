internal import System

/// CLIP's split of normalised text into words, its regular expression spelled out:
/// `<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`
enum CLIPWords {
    private enum Class { case space, letter, number, other }

    private static func classify(_ scalar: Unicode.Scalar) -> Class {
        switch scalar.value {
        case 0x61...0x7A, 0x41...0x5A: return .letter
        case 0x30...0x39: return .number
        case 0x20: return .space
        case 0x21...0x7F: return .other
        default: break
        }
        let properties = scalar.properties
        if properties.isWhitespace { return .space }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }

    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map { Array($0.unicodeScalars) }
    static func forEach(in text: ArraySlice<Unicode.Scalar>, _ body: (ArraySlice<Unicode.Scalar>) -> Void) {
        var i = text.startIndex
        var pulse = CancellationPulse()
        while i < text.endIndex, !pulse.ends() {
            let rest = text[i...]
            if let special = CLIPTokenizer.special(rest) {
                body(text[i..<(i + special.text.count)])
                i += special.text.count
                continue
            }
            if rest.first == "'", let contraction = contractions.first(where: { rest.starts(with: $0) }) {
                body(text[i..<(i + contraction.count)])
                i += contraction.count
                continue
            }
            let kind = classify(text[i])
            var end = i + 1
            if kind == .letter || kind == .other {
                while end < text.endIndex, classify(text[end]) == kind, !pulse.ends() { end += 1 }
            }
            if kind != .space { body(text[i..<end]) }
            i = end
        }
    }
}
