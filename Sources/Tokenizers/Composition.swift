internal import System

/// Canonical composition (NFC) in linear time.
enum Composition {
    /// Whether Python 3.12 knows the character, whose Unicode is version 15.
    static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII || scalar.properties.age.map { $0.major <= 15 } ?? false
    }

    /// NFC as Python 3.12 has it: later characters neither move nor combine, so the text is composed piece by piece
    /// between them.
    static func composed(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        if text.allSatisfy(\.isASCII) { return Array(text) }
        var result: [Unicode.Scalar] = []
        var start = text.startIndex
        var pulse = CancellationPulse()
        for i in text.indices where !text[i].isASCII {
            if pulse.ends() { break }
            guard isKnown(text[i]) else {
                compose(text[start..<i], into: &result)
                result.append(text[i])
                start = i + 1
                continue
            }
        }
        compose(text[start...], into: &result)
        return result
    }

    private static func compose(_ text: ArraySlice<Unicode.Scalar>, into result: inout [Unicode.Scalar]) {
        var pieces = CompositionPieces()
        var pulse = CancellationPulse()
        for scalar in text {
            if pulse.ends() { return }
            // The marks that stand for other marks, all of them excluded from composition.
            switch scalar.value {
            case 0x0340: pieces.add("\u{300}")
            case 0x0341: pieces.add("\u{301}")
            case 0x0343: pieces.add("\u{313}")
            case 0x0344: pieces.add("\u{308}"); pieces.add("\u{301}")
            case 0x0F73: pieces.add("\u{F71}"); pieces.add("\u{F72}")
            case 0x0F75: pieces.add("\u{F71}"); pieces.add("\u{F74}")
            case 0x0F81: pieces.add("\u{F71}"); pieces.add("\u{F80}")
            default: pieces.add(scalar)
            }
        }
        pieces.end()
        result += pieces.composed
    }
}
