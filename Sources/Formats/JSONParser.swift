internal import CFormats
internal import System

extension JSON {
    /// What a document may cost.
    package struct Limits: Sendable {
        package var bytes: Int
        package var depth: Int
        /// Values in the document, those in others included: each takes some hundred bytes of memory.
        package var values: Int

        package init(bytes: Int = 64 << 20, depth: Int = 256, values: Int = 1 << 21) {
            self.bytes = bytes
            self.depth = depth
            self.values = values
        }
    }

    package init(parsing text: String, limits: Limits = Limits()) throws(FormatError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Parses a UTF-8 document as Python's `json.loads` does: NaN and Infinity, the last of two equal keys in the
    /// place of the first, `-0` as the integer 0, `1E400` as infinity, no integer of more than 4300 digits. Unlike
    /// there, a byte order mark is skipped, and a lone surrogate escape or a zero in a key is an error: a `String` cannot
    /// hold the one, jansson does not take the other.
    package init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(FormatError) {
        guard bytes.count <= limits.bytes else {
            throw FormatError(.tooLarge, "JSON document of \(bytes.count) bytes is over the limit of \(limits.bytes)")
        }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            try self.init(parsing: Array(bytes.dropFirst(3)), limits: limits)
            return
        }
        // a document begins with ASCII, so that a zero in its first two bytes tells
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.prefix(2).contains(0) {
            throw FormatError(.malformed, "invalid JSON: the text is UTF-16 or UTF-32; JSON is UTF-8")
        }
        var scan = NumberScan(bytes)
        try scan.run(limits)

        var error = json_error_t()
        let root = Self.root(of: scan.replaced ?? bytes, &error)
        guard let root else {
            try Self.checkCancellation()
            var reason = withUnsafeBytes(of: error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if let near = reason.firstRange(ofText: " near '")?.lowerBound, reason.contains(text: scan.marker) {
                reason = String(reason[..<near])
            }
            let (line, column) = scan.place(of: Int(error.position))
            throw FormatError(.malformed, "invalid JSON: \(reason) (line \(line), column \(column))")
        }
        defer { cf_json_decref(root) }
        self = JSON(jansson: root, marker: scan.marker)
        try Self.checkCancellation()
    }

    /// What jansson makes of a text, which it is given in pieces, so that a cancellation ends it.
    private static func root(of bytes: [UInt8], _ error: inout json_error_t) -> UnsafeMutablePointer<json_t>? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            return withUnsafeMutablePointer(to: &rest) { pointer in
                json_load_callback(
                    { target, room, pointer in
                        guard !Cancellation.isCurrentRaised, let target, let pointer else { return 0 }
                        let rest = pointer.assumingMemoryBound(to: Slice<UnsafeRawBufferPointer>.self)
                        let piece = UnsafeRawBufferPointer(rebasing: rest.pointee.prefix(room))
                        if let start = piece.baseAddress { target.copyMemory(from: start, byteCount: piece.count) }
                        rest.pointee = rest.pointee.dropFirst(piece.count)
                        return piece.count
                    }, pointer, Int(JSON_ALLOW_NUL | JSON_DECODE_ANY), &error)
            }
        }
    }

    fileprivate static func checkCancellation() throws(FormatError) {
        if Cancellation.isCurrentRaised { throw FormatError(.io, "reading JSON was cancelled") }
    }

    /// Of work that is cancelled only the beginning.
    private init(jansson value: UnsafeMutablePointer<json_t>, marker: String) {
        if Cancellation.isCurrentRaised {
            self = .null
            return
        }
        switch value.pointee.type {
        case JSON_TRUE: self = .bool(true)
        case JSON_FALSE: self = .bool(false)
        case JSON_INTEGER: self = .int(Int128(json_integer_value(value)))
        case JSON_REAL: self = .double(json_real_value(value))
        case JSON_STRING:
            let bytes = UnsafeRawBufferPointer(start: json_string_value(value), count: json_string_length(value))
            let text = String(decoding: bytes, as: UTF8.self)
            // bytes, since characters may be of a million marks, which take minutes to compare
            let isNumber = bytes.starts(with: marker.utf8)
            self = isNumber ? JSON(number: text.dropFirst(marker.count)) : .string(text)
        case JSON_ARRAY:
            self = .array((0..<json_array_size(value)).map { JSON(jansson: json_array_get(value, $0), marker: marker) })
        case JSON_OBJECT:
            var object = JSONObject(capacity: json_object_size(value))
            var member = json_object_iter(value)
            while let current = member {
                let key = String(cString: json_object_iter_key(current))
                object[key] = JSON(jansson: json_object_iter_value(current), marker: marker)
                member = json_object_iter_next(value, current)
            }
            self = .object(object)
        default: self = .null
        }
    }

    /// A number that jansson cannot hold.
    private init(number token: Substring) {
        switch token {
        case "NaN": self = .double(.nan)
        case "Infinity": self = .double(.infinity)
        case "-Infinity": self = .double(-.infinity)
        default: self = JSON(integer: token) ?? .double(Double(token) ?? .nan)
        }
    }
}

/// A pass before jansson's own: it checks the depth (jansson allows 2048) and replaces the numbers that
/// jansson refuses (beyond 64 bits, NaN, Infinity) by strings that begin with a marker nobody can guess.
private struct NumberScan {
    private let input: [UInt8]
    private var at = 0
    /// The input with its replacements; nil where there is nothing to replace.
    private(set) var replaced: [UInt8]?
    /// How much of the input is in it.
    private var copied = 0
    let marker: String
    /// More than any number means.
    private static let maximumLength = 4300
    /// Ends of the replacements in the output, and how much longer the output has become by then.
    private var shifts: [(end: Int, growth: Int)] = []

    init(_ input: [UInt8]) {
        self.input = input
        var generator = SystemRandomNumberGenerator()
        marker = "number \(generator.next()):"
    }

    mutating func run(_ limits: JSON.Limits) throws(FormatError) {
        var depth = 0
        // the document's own; each bracket and each comma brings another, or more than there are of empty lists
        var values = 1
        var nextLook = 0
        while at < input.count {
            if at >= nextLook {
                try JSON.checkCancellation()
                nextLook = at + (1 << 16)
            }
            let byte = input[at]
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"), UInt8(ascii: "I"):
                try scanNumber()
            default:
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
                    depth += 1
                    values += 1
                    if depth > limits.depth {
                        throw FormatError(.tooLarge, "JSON document is nested deeper than \(limits.depth) levels")
                    }
                } else if byte == UInt8(ascii: ",") {
                    values += 1
                } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
                    depth -= 1
                }
                if values > limits.values {
                    throw FormatError(.tooLarge, "JSON document has more than \(limits.values) values")
                }
                at += 1
            }
        }
        replaced? += input[copied...]
    }

    /// Line and column (in characters, from 1) of the last of the first `count` bytes of the output, in the input.
    func place(of count: Int) -> (line: Int, column: Int) {
        let growth = shifts.last { $0.end <= count }?.growth ?? 0
        let read = input.prefix(max(count - growth, 0))
        let lineStart = read.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = 1 + read[..<lineStart].count { $0 == UInt8(ascii: "\n") }
        return (line, max(read[lineStart...].count { $0 & 0xc0 != 0x80 }, 1))
    }

    private mutating func skipString() {
        at += 1
        while at < input.count, input[at] != UInt8(ascii: "\"") { at += input[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at = min(at + 1, input.count)
    }

    private mutating func scanNumber() throws(FormatError) {
        let start = at
        while at < input.count, isPartOfNumber(input[at]) { at += 1 }
        let token = input[start..<at]
        guard !isBeforeColon else {
            let (line, column) = place(of: start + 1 + (shifts.last?.growth ?? 0))
            throw FormatError(.malformed, "invalid JSON: a key that is a number (line \(line), column \(column))")
        }
        guard needsReplacement(token) else { return }
        guard token.count <= Self.maximumLength else {
            throw FormatError(.tooLarge, "invalid JSON: a number of \(token.count) characters")
        }
        var output = replaced.take() ?? []
        output += input[copied..<start]
        output.append(UInt8(ascii: "\""))
        output += marker.utf8
        output += token
        output.append(UInt8(ascii: "\""))
        shifts.append((output.count, output.count - at))
        (replaced, copied) = (output, at)
    }

    private var isBeforeColon: Bool {
        input[at...].first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: ":")
    }

    private func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private func needsReplacement(_ token: ArraySlice<UInt8>) -> Bool {
        let digits = token.first == UInt8(ascii: "-") ? token.dropFirst() : token
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        guard let first = digits.first else { return false }
        guard isDigit(first) else {
            return ["NaN", "Infinity", "-Infinity"].contains(String(decoding: token, as: UTF8.self))
        }
        if digits.allSatisfy(isDigit) {
            // a number with leading zeros stays as it is: jansson rejects it
            return first != UInt8(ascii: "0") && digits.count > 18
        }
        // jansson refuses what overflows; Python reads infinity
        guard digits.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            let value = Double(String(decoding: token, as: UTF8.self))
        else { return false }
        return value.isInfinite && isRealNumber(digits)
    }

    /// digits [. digits] (e|E) [+|-] digits, without a leading zero before another digit.
    private func isRealNumber(_ token: ArraySlice<UInt8>) -> Bool {
        var rest = token
        func digits() -> Int {
            let count = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
            rest = rest.dropFirst(count)
            return count
        }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        if whole == 0 || (startsWithZero && whole > 1) { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        guard let e = rest.first, e | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return digits() > 0 && rest.isEmpty
    }
}
