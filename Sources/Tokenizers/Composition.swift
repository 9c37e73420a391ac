@_spi(_Unicode) internal import Swift

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
        for i in text.indices where !text[i].isASCII {
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
        if text.isEmpty { return }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: ordered(text))
        // The standard library has no public normalisation yet; this is what its comparison of strings uses.
        result.append(contentsOf: String(view)._nfc)
    }

    /// The same text with runs of combining marks in canonical order, which the standard library would bring about in
    /// quadratic time: a prompt may consist of a million marks.
    private static func ordered(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var run: [(mark: Unicode.Scalar, key: UInt64)] = []
        func endRun() {
            if run.count > 1 { run.sort { $0.key < $1.key } }
            result.append(contentsOf: run.lazy.map(\.mark))
            run.removeAll(keepingCapacity: true)
        }
        func add(_ scalar: Unicode.Scalar) {
            let order = scalar.isASCII ? 0 : scalar.properties.canonicalCombiningClass.rawValue
            if order == 0 {
                endRun()
                result.append(scalar)
            } else {
                run.append((scalar, UInt64(order) << 48 | UInt64(run.count)))
            }
        }
        for scalar in text {
            // The marks that stand for other marks, all of them excluded from composition.
            switch scalar.value {
            case 0x0340: add("\u{300}")
            case 0x0341: add("\u{301}")
            case 0x0343: add("\u{313}")
            case 0x0344: add("\u{308}"); add("\u{301}")
            case 0x0F73: add("\u{F71}"); add("\u{F72}")
            case 0x0F75: add("\u{F71}"); add("\u{F74}")
            case 0x0F81: add("\u{F71}"); add("\u{F80}")
            default: add(scalar)
            }
        }
        endRun()
        return result
    }
}
