internal import Formats
internal import System
internal import Workflow

/// A node that gives its only input as its output.
struct Primitive: Node {
    let schema: NodeSchema

    private init(_ name: String, _ displayName: String, _ type: String, _ options: JSONObject, _ description: String) {
        schema = .v3(
            name, displayName: displayName, category: "utils/primitive",
            inputs: [InputSchema("value", .named(type), options)], outputs: [OutputSchema(type)], description)
    }

    static var all: [Primitive] {
        let largest = JSON.int(Int128(Int.max))
        let smallest = JSON.int(-Int128(Int.max))
        return [
            Primitive(
                "PrimitiveInt", "Int", "INT", ["min": smallest, "max": largest, "control_after_generate": true],
                "An integer."),
            Primitive("PrimitiveFloat", "Float", "FLOAT", ["min": smallest, "max": largest, "step": 0.1], "A number."),
            Primitive("PrimitiveString", "String", "STRING", ["multiline": false], "A line of text."),
            Primitive("PrimitiveStringMultiline", "String (Multiline)", "STRING", ["multiline": true], "A text."),
            Primitive("PrimitiveBoolean", "Boolean", "BOOLEAN", [:], "Yes or no."),
        ]
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(inputs["value"] ?? .null)
    }
}
