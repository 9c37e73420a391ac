internal import System

/// What CLIP's tokenizers make of a text before they look at it: ftfy's `fix_text` with its default configuration
/// (https://github.com/rspeer/python-ftfy, 6.3), line by line.
///
/// HTML entities are decoded in texts without a "<", mojibake is undone, ligatures and fullwidth forms become plain
/// letters, curly quotes straight ones, control characters and terminal escapes vanish, and the rest is NFC.
enum TextCleaning {
    /// A line longer than this is cut, as there.
    private static let longestSegment = 1_000_000
    /// A text that is escaped deeper keeps the rest, which ftfy would undo in quadratic time.
    private static let mostRounds = 64

    static func cleaned(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        if text.allSatisfy({ $0.isASCII && $0.value >= 0x20 && $0 != "&" && $0.value != 0x7f }) { return Array(text) }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var decodesEntities = true
        var rest = text
        while !rest.isEmpty, !Cancellation.isCurrentRaised {
            var segment = rest.prefix(longestSegment)
            if let lineBreak = segment.firstIndex(of: "\n") { segment = segment[...lineBreak] }
            rest = rest[segment.endIndex...]
            if segment.contains("<") { decodesEntities = false }
            result += cleaned(segment: Array(segment), decodesEntities: decodesEntities)
        }
        return result
    }

    private static func cleaned(segment: [Unicode.Scalar], decodesEntities: Bool) -> [Unicode.Scalar] {
        var text = segment
        for _ in 0..<mostRounds {
            let before = text
            if decodesEntities { text = HTMLEntities.decoded(text) }
            text = Mojibake.undone(text)
            text = withPlainCharacters(text)
            text = withoutTerminalEscapes(withUnixLineBreaks(text))
            text.removeAll(where: isControl)
            text = Composition.composed(text[...])
            if text == before || Cancellation.isCurrentRaised { break }
        }
        return text
    }

    /// C1 controls as Windows-1252 has them; without ligatures, other widths and curly quotes.
    private static func withPlainCharacters(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let table = TextCleaningTable.shared
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var pulse = CancellationPulse()
        for scalar in text {
            if pulse.ends() { break }
            if scalar.isASCII {
                result.append(scalar)
                continue
            }
            let character = Mojibake.withoutC1(scalar)
            if let replacement = table.replacements[character] {
                // a ligature of an apostrophe has a curly one
                for part in replacement { result += table.replacements[part] ?? [part] }
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func withUnixLineBreaks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: { $0 == "\r" || $0 == "\u{2028}" || $0 == "\u{2029}" || $0 == "\u{85}" }) else {
            return text
        }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            switch scalar {
            case "\r" where index + 1 < text.count && text[index + 1] == "\n": break
            case "\r", "\u{2028}", "\u{2029}", "\u{85}": result.append("\n")
            default: result.append(scalar)
            }
        }
        return result
    }

    /// Without ESC [ numbers letter.
    private static func withoutTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var at = 0
        while at < text.count {
            if text[at] == "\u{1B}", at + 1 < text.count, text[at + 1] == "[" {
                let numbers = text[(at + 2)...].prefix {
                    $0 == ";" || $0.properties.generalCategory == .decimalNumber
                }
                if numbers.endIndex < text.count, text[numbers.endIndex].isASCII,
                    text[numbers.endIndex].properties.isAlphabetic
                {
                    at = numbers.endIndex + 1
                    continue
                }
            }
            result.append(text[at])
            at += 1
        }
        return result
    }

    /// What no text means: controls that are no white space, deprecated ones, annotations, byte order marks.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: true
        default: false
        }
    }
}
