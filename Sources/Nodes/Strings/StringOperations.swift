internal import Formats
internal import System
internal import Workflow

/// ComfyUI's operations on texts.
enum StringOperations {
    static let all: [any Node] = [
        concatenate, substring, length, changeCase, trim, replace, contains, compare,
    ]

    private static func text(_ name: String) -> InputSchema { .string(name, extra: ["multiline": true]) }

    private static func operation(
        _ name: String, _ displayName: String, _ inputs: [InputSchema], _ output: OutputSchema = OutputSchema("STRING"),
        aliases: [String], _ description: String, _ function: @escaping @Sendable (NodeInputs) throws -> Value
    ) -> FunctionNode {
        let schema = NodeSchema.v3(
            name, displayName: displayName, category: "utils/string", inputs: inputs, outputs: [output],
            aliases: aliases, description)
        return FunctionNode(schema) { [try function($0)] }
    }

    private static let concatenate = operation(
        "StringConcatenate", "Concatenate",
        [
            text("string_a"), text("string_b"), .string("delimiter", default: "", extra: ["multiline": false]),
        ],
        aliases: [
            "text concat", "join text", "merge text", "combine strings", "concat", "concatenate", "append text",
            "combine text", "string",
        ],
        "Joins two texts."
    ) { inputs in
        .string(try inputs.string("string_a") + inputs.string("delimiter") + inputs.string("string_b"))
    }

    private static let substring = operation(
        "StringSubstring", "Substring", [text("string"), .socket("start", "INT"), .socket("end", "INT")],
        aliases: ["extract text", "text portion"],
        "A part of a text, from a place up to another; negative places count from the end."
    ) { inputs in
        .string(PythonString(try inputs.string("string")).slice(try inputs.int("start"), try inputs.int("end")))
    }

    private static let length = operation(
        "StringLength", "Length", [text("string")], OutputSchema("INT", name: "length"),
        aliases: ["character count", "text size"], "How many characters a text has."
    ) { inputs in
        .int(Int128(PythonString(try inputs.string("string")).count))
    }

    private static let changeCase = operation(
        "CaseConverter", "Case Converter",
        [text("string"), .combo("mode", ["UPPERCASE", "lowercase", "Capitalize", "Title Case"])],
        aliases: ["text case", "uppercase", "lowercase", "capitalize"], "Writes a text in large or small letters."
    ) { inputs in
        let string = PythonString(try inputs.string("string"))
        return switch try inputs.string("mode") {
        case "UPPERCASE": .string(string.uppercased)
        case "lowercase": .string(string.lowercased)
        case "Capitalize": .string(string.capitalized)
        case "Title Case": .string(string.titled)
        default: .string(string.text)
        }
    }

    private static let trim = operation(
        "StringTrim", "Trim", [text("string"), .combo("mode", ["Both", "Left", "Right"])],
        aliases: ["clean whitespace", "remove whitespace"], "A text without the white space around it."
    ) { inputs in
        let (string, mode) = (try inputs.string("string"), try inputs.string("mode"))
        return .string(PythonString(string).stripped(left: mode != "Right", right: mode != "Left"))
    }

    private static let replace = operation(
        "StringReplace", "Replace", [text("string"), text("find"), text("replace")],
        aliases: ["find and replace", "substitute", "swap text"], "Puts one text in the place of another."
    ) { inputs in
        let string = PythonString(try inputs.string("string"))
        return .string(
            string.replacing(PythonString(try inputs.string("find")), with: PythonString(try inputs.string("replace"))))
    }

    private static let contains = operation(
        "StringContains", "Contains", [text("string"), text("substring"), .bool("case_sensitive", default: true)],
        OutputSchema("BOOLEAN", name: "contains"), aliases: ["text includes", "string includes"],
        "Whether a text has another in it."
    ) { inputs in
        let (string, part) = try folded(inputs, "string", "substring")
        return .bool(string.contains(part))
    }

    private static let compare = operation(
        "StringCompare", "Compare",
        [
            text("string_a"), text("string_b"), .combo("mode", ["Starts With", "Ends With", "Equal"]),
            .bool("case_sensitive", default: true),
        ],
        OutputSchema("BOOLEAN"), aliases: ["text match", "string equals", "starts with", "ends with"],
        "Whether a text is another, or begins or ends with it."
    ) { inputs in
        let (a, b) = try folded(inputs, "string_a", "string_b")
        return switch try inputs.string("mode") {
        case "Starts With": .bool(a.hasPrefix(b))
        case "Ends With": .bool(a.hasSuffix(b))
        default: .bool(a.count == b.count && a.hasPrefix(b))
        }
    }

    /// Two texts to be compared, in small letters unless their case counts.
    private static func folded(_ inputs: NodeInputs, _ a: String, _ b: String) throws -> (PythonString, PythonString) {
        let (a, b) = (PythonString(try inputs.string(a)), PythonString(try inputs.string(b)))
        if try inputs.bool("case_sensitive") { return (a, b) }
        return (PythonString(a.lowercased), PythonString(b.lowercased))
    }
}
