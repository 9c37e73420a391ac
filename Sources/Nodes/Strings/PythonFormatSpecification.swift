internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// What stands behind the colon of a field: [[fill]align][sign][#][0][width][,_][.precision][type].
struct PythonFormatSpecification {
    private var fill: Character = " "
    private var align: Character?
    private var sign: Character = "-"
    private var isAlternate = false
    private var width = 0
    private var grouping: Character?
    private var precision: Int?
    private var type: Character?
    private let isEmpty: Bool

    private static let largest = 1 << 16

    init(_ text: String) throws(NodeError) {
        isEmpty = text.isEmpty
        var rest = Substring(text)
        let characters = Array(text.prefix(2))
        if characters.count > 1, "<>=^".contains(characters[1]) {
            (fill, align) = (characters[0], characters[1])
            rest = rest.dropFirst(2)
        } else if let first = characters.first, "<>=^".contains(first) {
            align = first
            rest = rest.dropFirst()
        }
        func take(_ choices: String) -> Character? {
            guard let first = rest.first, choices.contains(first) else { return nil }
            return rest.removeFirst()
        }
        func number() throws(NodeError) -> Int? {
            let digits = Substring(rest.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
            guard let value = Int(digits), value <= Self.largest else {
                throw NodeError("ValueError", "Too many decimal digits in format string")
            }
            return value
        }
        sign = take("+- ") ?? "-"
        isAlternate = take("#") != nil
        if rest.first == "0" {
            rest.removeFirst()
            if align == nil { (fill, align) = ("0", "=") }
        }
        width = try number() ?? 0
        grouping = take(",_")
        if take(".") != nil {
            guard let digits = try number() else { throw NodeError("ValueError", "Format specifier missing precision") }
            precision = digits
        }
        type = rest.popFirst()
        guard rest.isEmpty else { throw NodeError("ValueError", "Invalid format specifier '\(text)'") }
    }

    func apply(to value: Value) throws(NodeError) -> String {
        switch value {
        case .int(let number): return try format(number)
        case .float(let number): return try format(number)
        case .bool(let flag) where !isEmpty && type != "s": return try format(Int128(flag ? 1 : 0))
        case .string(let text): return try format(text)
        default:
            guard isEmpty else {
                throw NodeError("TypeError", "unsupported format string passed to \(value.pythonType).__format__")
            }
            return value.pythonText
        }
    }

    private func unknown(_ name: String) -> NodeError {
        NodeError("ValueError", "Unknown format code '\(type ?? " ")' for object of type '\(name)'")
    }

    private func format(_ text: String) throws(NodeError) -> String {
        guard type == nil || type == "s" else { throw unknown("str") }
        guard sign == "-", grouping == nil, !isAlternate, align != "=" || fill == "0" else {
            throw NodeError("ValueError", "neither a sign nor '=' is allowed in the format of a text")
        }
        let part = precision.map { PythonString(text).slice(0, $0) } ?? text
        return padded("", part, standard: "<")
    }

    private func format(_ number: Int128) throws(NodeError) -> String {
        if let type, "eEfFgG%".contains(type) { return try format(Double(number)) }
        guard precision == nil else {
            throw NodeError("ValueError", "Precision not allowed in integer format specifier")
        }
        let radix: Int
        let mark: String
        switch type {
        case "b": (radix, mark) = (2, "0b")
        case "o": (radix, mark) = (8, "0o")
        case "x", "X": (radix, mark) = (16, "0x")
        case nil, "d", "n": (radix, mark) = (10, "")
        case "c":
            guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
                throw NodeError("OverflowError", "%c arg not in range(0x110000)")
            }
            return padded("", String(Character(scalar)), standard: "<")
        default: throw unknown("int")
        }
        var digits = String(number.magnitude, radix: radix, uppercase: type == "X")
        digits = grouped(digits, by: radix == 10 ? 3 : 4)
        let prefix = isAlternate ? (type == "X" ? "0X" : mark) : ""
        return padded(signText(number < 0) + prefix, digits, standard: ">")
    }

    private func format(_ number: Double) throws(NodeError) -> String {
        let isNegative = number.sign == .minus && !number.isNaN
        let size = abs(number)
        var digits: String
        switch type {
        case nil where precision == nil: digits = PythonText.repr(size)
        case nil, "g", "G", "n": digits = printed(size, isAlternate ? "#g" : "g", precision ?? (type == nil ? 6 : 6))
        case "f", "F": digits = printed(size, "f", precision ?? 6)
        case "e", "E": digits = printed(size, "e", precision ?? 6)
        case "%": digits = printed(size * 100, "f", precision ?? 6) + "%"
        default: throw unknown("float")
        }
        // Python keeps a point where no type is given
        if type == nil, precision != nil, size.isFinite, !digits.contains("."), !digits.contains("e") { digits += ".0" }
        if let type, "FEG".contains(type) { digits = digits.uppercased() }
        let whole = digits.prefix { $0.isNumber }
        return padded(
            signText(isNegative), grouped(String(whole), by: 3) + digits.dropFirst(whole.count), standard: ">")
    }

    private func printed(_ number: Double, _ kind: String, _ digits: Int) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return "inf" }
        return withVaList([Int32(digits), number]) { arguments in
            var buffer = [CChar](repeating: 0, count: 400 + digits)
            vsnprintf(&buffer, buffer.count, "%.*\(kind)".replacing(text: "%.*#", with: "%#.*"), arguments)
            return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    private func signText(_ isNegative: Bool) -> String { isNegative ? "-" : sign == "-" ? "" : String(sign) }

    private func grouped(_ digits: String, by size: Int) -> String {
        guard let grouping else { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % size == 0 { result.append(grouping) }
            result.append(digit)
        }
        return result
    }

    private func padded(_ head: String, _ body: String, standard: Character) -> String {
        let missing = width - head.unicodeScalars.count - body.unicodeScalars.count
        guard missing > 0 else { return head + body }
        func filling(_ count: Int) -> String { String(repeating: fill, count: count) }
        switch align ?? standard {
        case "<": return head + body + filling(missing)
        case "^": return filling(missing / 2) + head + body + filling(missing - missing / 2)
        case "=": return head + filling(missing) + body
        default: return filling(missing) + head + body
        }
    }
}
