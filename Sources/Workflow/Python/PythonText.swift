package import Formats
internal import System

/// Python's `str` and `repr` of plain values, as they stand in ComfyUI's messages.
package enum PythonText {
    package static func str(_ json: JSON) -> String {
        if case .string(let text) = json { text } else { repr(json) }
    }

    /// `repr(value)`
    package static func representation(_ json: JSON) -> String { repr(json) }

    static func repr(_ json: JSON) -> String {
        switch json {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return "\(value)"
        case .largeInt(let digits): return digits
        case .double(let value): return repr(value)
        case .string(let value): return repr(value)
        case .array(let values): return "[\(values.map { repr($0) }.joined(separator: ", "))]"
        case .object(let members):
            return "{\(members.map { "\(repr($0.key)): \(repr($0.value))" }.joined(separator: ", "))}"
        }
    }

    package static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        // Swift writes 1e-05 as 1e-05 and 1e+16 as 1e+16, like Python
        return value.pythonDescription
    }

    /// Single quotes unless that alone spares escapes; what cannot be seen is escaped.
    static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var out = String.UnicodeScalarView()
        out.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\":
                out.append("\\")
                out.append(scalar)
            case "\n": out.append(contentsOf: "\\n".unicodeScalars)
            case "\r": out.append(contentsOf: "\\r".unicodeScalars)
            case "\t": out.append(contentsOf: "\\t".unicodeScalars)
            case _ where isPrintable(scalar): out.append(scalar)
            default: out.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        out.append(quote)
        return String(out)
    }

    /// What Python's `str.isprintable` says.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        case .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (mark, count) = digits.count <= 2 ? ("x", 2) : digits.count <= 4 ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: count - digits.count) + digits
    }

    /// The name of a value's type: what Python's `type(x).__name__` says.
    static func typeName(_ json: JSON) -> String {
        switch json {
        case .null: "NoneType"
        case .bool: "bool"
        case .int, .largeInt: "int"
        case .double: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }
}
