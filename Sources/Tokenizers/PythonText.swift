/// The corners of Python's text handling that prompts rely on.
enum PythonText {
    /// What `str.split()` and `float()` take for white space: Unicode's, and the four separators of ASCII.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        (0x1C...0x1F).contains(scalar.value) || scalar.properties.isWhitespace
    }

    /// What `float(text)` gives, nil where it raises ValueError.
    static func float(_ text: ArraySlice<Unicode.Scalar>) -> Double? {
        var text = text
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        // Plain ASCII, underscores between digits dropped.
        var ascii = ""
        var previousIsDigit = false
        var underscore = false
        for scalar in text {
            guard let character = asciiDigit(scalar) ?? (scalar.isASCII ? scalar : nil) else { return nil }
            let isDigit = ("0"..."9").contains(character)
            if underscore && !isDigit { return nil }
            underscore = character == "_"
            if underscore {
                if !previousIsDigit { return nil }
            } else {
                ascii.unicodeScalars.append(character)
            }
            previousIsDigit = isDigit
        }
        if underscore { return nil }

        var digits = ascii.lowercased()[...]
        var sign = 1.0
        if digits.first == "+" || digits.first == "-" { sign = digits.removeFirst() == "-" ? -1 : 1 }
        switch digits {
        case "inf", "infinity": return sign * Double.infinity
        case "nan": return Double.nan
        default: break
        }
        // Double(_:) also reads hexadecimal; let decimal digits pass alone.
        guard let first = digits.first, first == "." || ("0"..."9").contains(first),
            digits.allSatisfy({ ("0"..."9").contains($0) || ".e+-".contains($0) })
        else { return nil }
        return Double(digits).map { sign * $0 }
    }

    private static func asciiDigit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard !scalar.isASCII, scalar.properties.generalCategory == .decimalNumber,
            let value = scalar.properties.numericValue, let digit = UInt8(exactly: value), digit <= 9
        else { return nil }
        return Unicode.Scalar(0x30 + digit)
    }
}
