extension JSON {
    package enum Style: Sendable {
        /// As Python's `json.dumps`: `, ` and `: `, everything beyond ASCII escaped.
        case python
        /// No spaces, UTF-8.
        case compact
    }

    /// The document as text, with Python's spelling of numbers.
    ///
    /// Our own writer, since jansson prints neither the shortest decimal that reads back as the same
    /// number nor integers beyond 64 bits.
    package func serialized(_ style: Style = .compact) -> String {
        var writer = JSONWriter(style: style)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }
}

private struct JSONWriter {
    let style: JSON.Style
    private(set) var output: [UInt8] = []

    init(style: JSON.Style) { self.style = style }

    mutating func write(_ json: JSON) {
        switch json {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .int(let value): output += value.description.utf8
        case .double(let value): output += value.pythonDescription.utf8
        case .string(let value): write(value)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { separate(",") }
                write(value)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            var isFirst = true
            for (key, value) in members {
                if !isFirst { separate(",") }
                isFirst = false
                write(key)
                separate(":")
                write(value)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private mutating func separate(_ mark: String) {
        output += mark.utf8
        if style == .python { output.append(UInt8(ascii: " ")) }
    }

    private mutating func write(_ text: String) {
        output.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\"".utf8
            case "\\": output += "\\\\".utf8
            case "\n": output += "\\n".utf8
            case "\r": output += "\\r".utf8
            case "\t": output += "\\t".utf8
            case "\u{8}": output += "\\b".utf8
            case "\u{c}": output += "\\f".utf8
            default:
                if scalar.value < 0x20 || (style == .python && scalar.value > 0x7e) {
                    for unit in UTF16.encode(scalar)! { escape(unit) }
                } else {
                    output += UTF8.encode(scalar)!
                }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ unit: UInt16) {
        let digits = Array("0123456789abcdef".utf8)
        output += "\\u".utf8
        for shift in [12, 8, 4, 0] { output.append(digits[Int(unit >> UInt16(shift)) & 15]) }
    }
}

extension Double {
    /// Python's `repr`: the shortest decimal that reads back as this number, with an exponent below 1e-4 and from
    /// 1e16 on. Swift finds the same digits but draws the upper line elsewhere.
    package var pythonDescription: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        let text = description
        guard magnitude >= 0x1p52 else { return text }
        // digits and the power of ten of the first one
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var digits = Array(mantissa[0].utf8)
        let exponent = digits.count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        if mantissa.count > 1, mantissa[1] != "0" { digits += mantissa[1].utf8 }
        let sign = self < 0 ? "-" : ""
        if exponent < 16 {
            let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: max(exponent + 1 - digits.count, 0))
            let whole = digits.prefix(exponent + 1) + zeros
            let fraction = digits.count > exponent + 1 ? digits[(exponent + 1)...] : [UInt8(ascii: "0")][...]
            return "\(sign)\(String(decoding: whole, as: UTF8.self)).\(String(decoding: fraction, as: UTF8.self))"
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let fraction = String(decoding: digits.dropFirst(), as: UTF8.self)
        return "\(sign)\(Unicode.Scalar(digits[0]))\(fraction.isEmpty ? "" : ".")\(fraction)e+\(exponent)"
    }
}
