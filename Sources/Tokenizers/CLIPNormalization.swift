internal import System

/// The text that CLIP's split into words sees: cleaned, each run of white space one space, and in lower case as Python's
/// `str.lower` has it.
enum CLIPNormalization {
    static func normalized(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        let cleaned = TextCleaning.cleaned(text)
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(cleaned.count)
        var pulse = CancellationPulse()
        for (index, scalar) in cleaned.enumerated() {
            if pulse.ends() { break }
            if scalar.properties.isWhitespace {
                if result.last != " " { result.append(" ") }
            } else if scalar.isASCII {
                let isCapital = (0x41...0x5A).contains(scalar.value)
                result.append(isCapital ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
            } else if scalar == "Σ" {
                result.append(endsWord(cleaned, index) ? "ς" : "σ")
            } else if Composition.isKnown(scalar) {
                result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    /// Unicode's condition Final_Sigma (The Unicode Standard, table 3-17). Looks no further than a word may be long.
    private static func endsWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        func isCased(_ side: some Sequence<Unicode.Scalar>) -> Bool {
            side.lazy.prefix(64).first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
        }
        return isCased(text[..<index].reversed()) && !isCased(text[(index + 1)...])
    }
}
