package import Formats
internal import System

/// Python's `int()`, `float()` and `bool()`, with the exceptions they raise: ComfyUI converts literals with them.
package enum PythonConversion {
    /// An integer, or a whole double where it comes from one and 128 bits do not hold it.
    package static func int(_ json: JSON) throws(NodeError) -> JSON {
        switch json {
        case .int, .largeInt: return json
        case .bool(let value): return value ? 1 : 0
        case .double(let value):
            if value.isNaN { throw NodeError("ValueError", "cannot convert float NaN to integer") }
            if value.isInfinite { throw NodeError("OverflowError", "cannot convert float infinity to integer") }
            let whole = value.rounded(.towardZero)
            return Int128(exactly: whole).map { .int($0) } ?? .double(whole)
        case .string(let text):
            guard let digits = plainNumber(text, allowed: { _ in false }),
                let integer = JSON(integer: digits)
            else {
                throw NodeError("ValueError", "invalid literal for int() with base 10: \(PythonText.repr(text))")
            }
            return integer
        case .null, .array, .object:
            throw NodeError(
                "TypeError",
                "int() argument must be a string, a bytes-like object or a real number, not '\(PythonText.typeName(json))'"
            )
        }
    }

    package static func float(_ json: JSON) throws(NodeError) -> Double {
        switch json {
        case .int(let value): return Double(value)
        case .largeInt(let digits): return Double(digits) ?? .nan
        case .bool(let value): return value ? 1 : 0
        case .double(let value): return value
        case .string(let text):
            guard let value = parseFloat(text) else {
                throw NodeError("ValueError", "could not convert string to float: \(PythonText.repr(text))")
            }
            return value
        case .null, .array, .object:
            throw NodeError(
                "TypeError", "float() argument must be a string or a real number, not '\(PythonText.typeName(json))'")
        }
    }

    static func bool(_ json: JSON) -> Bool {
        switch json {
        case .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .largeInt: true
        case .double(let value): value != 0
        case .string(let text): !text.isEmpty
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        }
    }

    private static func parseFloat(_ text: String) -> Double? {
        let stripped = strip(text)
        let unsigned = stripped.first == "-" || stripped.first == "+" ? stripped.dropFirst() : stripped[...]
        let sign: Double = stripped.first == "-" ? -1 : 1
        switch unsigned.lowercased() {
        case "inf", "infinity": return sign * .infinity
        case "nan": return .nan
        default: break
        }
        guard let number = plainNumber(text, allowed: { ".eE+-".unicodeScalars.contains($0) }) else { return nil }
        return Double(number)
    }

    /// The text without surrounding white space and without underscores between digits, its digits made ASCII.
    /// nil if other characters are in it (but for a leading sign).
    private static func plainNumber(_ text: String, allowed: (Unicode.Scalar) -> Bool) -> String? {
        let scalars = Array(strip(text).unicodeScalars)
        guard !scalars.isEmpty else { return nil }
        var out = ""
        for (index, scalar) in scalars.enumerated() {
            if let digit = decimalDigit(scalar) {
                out.append("\(digit)")
            } else if scalar == "_" {
                guard index > 0, index + 1 < scalars.count, decimalDigit(scalars[index - 1]) != nil,
                    decimalDigit(scalars[index + 1]) != nil
                else { return nil }
            } else if (index == 0 && (scalar == "-" || scalar == "+")) || allowed(scalar) {
                out.unicodeScalars.append(scalar)
            } else {
                return nil
            }
        }
        return out
    }

    private static func decimalDigit(_ scalar: Unicode.Scalar) -> Int? {
        if scalar.isASCII { return ("0"..."9").contains(scalar) ? Int(scalar.value) - 48 : nil }
        guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
        return Int(exactly: value)
    }

    private static func strip(_ text: String) -> String {
        let scalars = text.unicodeScalars
        // Python takes the four separators for white space in texts that are not all ASCII
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let isSpace: (Unicode.Scalar) -> Bool = {
            $0.properties.isWhitespace || (!isASCII && (0x1c...0x1f).contains($0.value))
        }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
