internal import Formats
internal import Glibc
internal import System
internal import Workflow

/// Python's `str.format`: fields by place or name, conversions, and formats of texts and numbers. Attributes and indices
/// of values are errors.
struct PythonFormat {
    let format: String

    /// - Throws: KeyError and IndexError for fields without a value, ValueError for a format that is none.
    func expand(_ places: [Value], _ names: ValueDictionary) throws(NodeError) -> String {
        var next = 0
        return try expand(format, places, names, &next, depth: 0)
    }

    private func expand(
        _ format: String, _ places: [Value], _ names: ValueDictionary, _ next: inout Int, depth: Int
    ) throws(NodeError) -> String {
        guard depth < 2 else { throw NodeError("ValueError", "Max string recursion exceeded") }
        var result = ""
        var rest = Substring(format)
        var looks = CodecCancellation.Looks()
        while let character = rest.popFirst() {
            guard looks.goOn else { throw .interruption }
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                result.append(character)
            case "}": throw NodeError("ValueError", "Single '}' encountered in format string")
            case "{":
                let field = try Self.field(&rest)
                result += try value(field, places, names, &next, depth)
            default: result.append(character)
            }
        }
        return result
    }

    /// Up to the bracket that closes it.
    private static func field(_ rest: inout Substring) throws(NodeError) -> String {
        var depth = 1
        var field = ""
        var looks = CodecCancellation.Looks()
        while let character = rest.popFirst() {
            guard looks.goOn else { throw .interruption }
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0 { return field }
            field.append(character)
        }
        throw NodeError("ValueError", "expected '}' before end of string")
    }

    private func value(
        _ field: String, _ places: [Value], _ names: ValueDictionary, _ next: inout Int, _ depth: Int
    ) throws(NodeError) -> String {
        // by bytes: a field may be as long as the format
        let colon = field.utf8.firstIndex(of: UInt8(ascii: ":")) ?? field.endIndex
        var name = String(field[..<colon])
        var specification = colon == field.endIndex ? "" : String(field[field.utf8.index(after: colon)...])
        if specification.contains(text: "{") {
            specification = try expand(specification, places, names, &next, depth: depth + 1)
        }
        var conversion: Character?
        if let mark = name.utf8.firstIndex(of: UInt8(ascii: "!")) {
            let letters = name[name.utf8.index(after: mark)...]
            guard letters.utf8.count == 1, let letter = letters.first, "rsa".contains(letter) else {
                throw NodeError("ValueError", "Unknown conversion specifier \(letters)")
            }
            conversion = letter
            name = String(name[..<mark])
        }
        guard !name.contains(text: "."), !name.contains(text: "[") else {
            throw NodeError("ValueError", "fields of values are not supported: {\(name)}")
        }
        var value: Value
        if name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            let place = name.isEmpty ? next : Int(name) ?? .max
            if name.isEmpty { next += 1 }
            guard places.indices.contains(place) else {
                throw NodeError("IndexError", "Replacement index \(place) out of range for positional args tuple")
            }
            value = places[place]
        } else {
            guard let named = names[name] else { throw NodeError("KeyError", "'\(name)'") }
            value = named
        }
        if let conversion {
            let json = value.json
            value = .string(
                conversion == "s" ? value.pythonText : json.map { PythonText.representation($0) } ?? value.shown)
        }
        return try PythonFormatSpecification(specification).apply(to: value)
    }
}
