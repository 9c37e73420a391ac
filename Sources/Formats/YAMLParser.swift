internal import CFormats
internal import System

extension JSON {
    /// Reads a YAML document, and so also a JSON one, as PyYAML's `safe_load` does: YAML 1.1's plain words for booleans
    /// and null, the last of equal keys, aliases. Empty text is null.
    ///
    /// - Throws: `malformed` with the line, also for non-scalar keys, tags of other types and several documents;
    ///   `tooLarge` for documents of more than 100,000 values (aliases count as what they stand for) or 64 levels.
    package init(yaml bytes: UnsafeRawBufferPointer) throws(FormatError) {
        guard bytes.count > 0, let start = bytes.baseAddress else {
            self = .null
            return
        }
        let parser = try YAMLParser(start, bytes.count)
        self = try parser.document()
    }
}

/// libyaml's events put together. Its memory is freed with it.
private final class YAMLParser {
    private static let maximumDepth = 64
    private static let maximumCount = 100_000

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var event = yaml_event_t()
    /// By name: the value, and how many it is made of.
    private var anchors: [String: (value: JSON, count: Int)] = [:]
    private var count = 0

    /// The bytes have to outlive it.
    init(_ start: UnsafeRawPointer, _ size: Int) throws(FormatError) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw FormatError(.outOfMemory, "out of memory")
        }
        yaml_parser_set_input_string(parser, start.assumingMemoryBound(to: UInt8.self), size)
    }

    deinit {
        yaml_event_delete(&event)
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func document() throws(FormatError) -> JSON {
        try advance()  // the stream's start
        try advance()
        guard event.type == YAML_DOCUMENT_START_EVENT else { return .null }
        try advance()
        let result = try value(depth: 0)
        try advance()
        try advance()
        guard event.type == YAML_STREAM_END_EVENT else { throw fail("a second document") }
        return result
    }

    private func advance() throws(FormatError) {
        yaml_event_delete(&event)
        guard yaml_parser_parse(parser, &event) == 1 else {
            let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
            throw FormatError(.malformed, "line \(parser.pointee.problem_mark.line + 1): \(problem)")
        }
    }

    private func fail(_ reason: String, _ code: FormatError.Code = .malformed) -> FormatError {
        FormatError(code, "line \(event.start_mark.line + 1): \(reason)")
    }

    /// The value that the event at hand begins, taken to its last event.
    private func value(depth: Int) throws(FormatError) -> JSON {
        guard depth < Self.maximumDepth else { throw fail("more than \(Self.maximumDepth) levels", .tooLarge) }
        try add(1)
        let before = count
        let anchor: String?
        let result: JSON
        switch event.type {
        case YAML_ALIAS_EVENT:
            let name = text(event.data.alias.anchor) ?? ""
            guard let known = anchors[name] else { throw fail("there is no anchor '\(name)' above") }
            try add(known.count)
            return known.value
        case YAML_SCALAR_EVENT:
            anchor = text(event.data.scalar.anchor)
            result = try scalar()
        case YAML_SEQUENCE_START_EVENT:
            anchor = text(event.data.sequence_start.anchor)
            result = try sequence(depth)
        case YAML_MAPPING_START_EVENT:
            anchor = text(event.data.mapping_start.anchor)
            result = try mapping(depth)
        default: throw fail("a value is missing")
        }
        if let anchor { anchors[anchor] = (result, count - before + 1) }
        return result
    }

    private func add(_ more: Int) throws(FormatError) {
        count += more
        guard count <= Self.maximumCount else { throw fail("more than \(Self.maximumCount) values", .tooLarge) }
    }

    private func sequence(_ depth: Int) throws(FormatError) -> JSON {
        var values: [JSON] = []
        while true {
            try advance()
            if event.type == YAML_SEQUENCE_END_EVENT { return .array(values) }
            values.append(try value(depth: depth + 1))
        }
    }

    private func mapping(_ depth: Int) throws(FormatError) -> JSON {
        var members = JSONObject()
        while true {
            try advance()
            if event.type == YAML_MAPPING_END_EVENT { return .object(members) }
            guard event.type == YAML_SCALAR_EVENT else { throw fail("a key that is no plain text") }
            let key = try content()
            try advance()
            members[key] = try value(depth: depth + 1)
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? { pointer.map { String(cString: $0) } }

    private func content() throws(FormatError) -> String {
        let bytes = UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length)
        guard !bytes.contains(0), let content = String(validating: bytes, as: UTF8.self) else {
            throw fail("not UTF-8, or a NUL")
        }
        return content
    }

    private func scalar() throws(FormatError) -> JSON {
        let content = try content()
        switch text(event.data.scalar.tag) {
        case nil: return event.data.scalar.plain_implicit == 1 ? YAMLScalar.resolve(content) : .string(content)
        case "!"?, "tag:yaml.org,2002:str"?: return .string(content)
        case let tag?: throw fail("a value of the type '\(tag)'")
        }
    }
}

/// What plain words mean in YAML 1.1, as PyYAML has it.
private enum YAMLScalar {
    static func resolve(_ text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return false
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSON? {
        let isNegative = text.hasPrefix("-")
        let unsigned = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard let first = unsigned.utf8.first, (48...57).contains(first) || first == UInt8(ascii: ".") else {
            return nil
        }
        let digits = unsigned.filter { $0 != "_" }
        let whole: Int128? =
            if digits.hasPrefix("0x") {
                Int128(digits.dropFirst(2), radix: 16)
            } else if digits.hasPrefix("0o") {
                Int128(digits.dropFirst(2), radix: 8)
            } else if digits.hasPrefix("0"), digits.utf8.count > 1, !digits.contains(".") {
                Int128(digits, radix: 8)
            } else {
                Int128(digits)
            }
        if let whole { return .int(isNegative ? -whole : whole) }
        switch digits.lowercased() {
        case ".inf": return .double(isNegative ? -.infinity : .infinity)
        case ".nan": return .double(.nan)
        default: break
        }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
            digits.contains(where: { ".eE".contains($0) }), let value = Double(digits)
        else { return nil }
        return .double(isNegative ? -value : value)
    }
}
