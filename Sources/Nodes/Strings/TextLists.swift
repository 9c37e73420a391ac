internal import Formats
internal import System
internal import Workflow

/// ComfyUI's operations on the texts of a data set.
enum TextLists {
    static let all: [any Node] = [
        operation("TextToLowercase", "Text to Lowercase", "Writes texts in small letters.") { text, _ in
            text.lowercased
        },
        operation("TextToUppercase", "Text to Uppercase", "Writes texts in large letters.") { text, _ in
            text.uppercased
        },
        operation(
            "TruncateText", "Truncate Text",
            with: [.int("max_length", default: 77, min: 1, max: 10000, linked: 1 ... .max)],
            "The beginnings of texts."
        ) { text, inputs in text.slice(0, try inputs.int("max_length")) },
        operation("AddTextPrefix", "Add Text Prefix", with: [line("prefix")], "Puts a text in front of others.") {
            text, inputs in try inputs.string("prefix") + text.text
        },
        operation("AddTextSuffix", "Add Text Suffix", with: [line("suffix")], "Puts a text behind others.") {
            text, inputs in text.text + (try inputs.string("suffix"))
        },
        operation(
            "ReplaceText", "Replace Text", with: [line("find"), line("replace")],
            "Puts one text in the place of another."
        ) { text, inputs in
            text.replacing(PythonString(try inputs.string("find")), with: PythonString(try inputs.string("replace")))
        },
        operation("StripWhitespace", "Strip Whitespace", "Texts without the white space around them.") { text, _ in
            text.stripped()
        },
    ]

    private static func line(_ name: String) -> InputSchema {
        .string(name, default: "", extra: ["multiline": false])
    }

    private static func operation(
        _ name: String, _ displayName: String, with inputs: [InputSchema] = [], _ description: String,
        _ function: @escaping @Sendable (PythonString, NodeInputs) throws -> String
    ) -> FunctionNode {
        var output = OutputSchema("STRING", name: "texts")
        output.leavesListOpen = true
        let schema = NodeSchema.v3(
            name, displayName: displayName, category: "dataset/text",
            inputs: [.string("texts", extra: ["multiline": false])] + inputs,
            outputs: [output], description
        ).with { $0.isExperimental = true }
        return FunctionNode(schema) { inputs in
            [.string(try function(PythonString(try inputs.string("texts")), inputs))]
        }
    }
}
