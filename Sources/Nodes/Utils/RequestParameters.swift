internal import Formats
internal import System
internal import Workflow

/// Values that a request fills in, each with what a description of the interface says of it.
enum RequestParameters {
    static let all: [any Node] = [
        parameter(
            "Int", .int("value", default: 0, min: -Int128(Int.max), max: Int128(Int.max)), "INT", "An integer"),
        parameter(
            "Float", InputSchema("value", .named("FLOAT"), ["default": 0, "step": 1e-5, "round": 1e-5]), "FLOAT",
            "A number"),
        parameter("String", .string("value", extra: ["multiline": true]), "STRING", "A text"),
        parameter("Boolean", .bool("value", default: true), "BOOLEAN", "Yes or no"),
        parameter("StringEnum", .string("value", extra: ["multiline": true]), "*", "One of several texts"),
    ]

    /// The inputs that only describe a parameter.
    static let description = [
        InputSchema("name", .named("STRING"), [:], section: .optional),
        InputSchema("title", .named("STRING"), ["default": ""], section: .optional),
        InputSchema("description", .named("STRING"), ["default": "", "multiline": true], section: .optional),
        InputSchema("__required", .named("BOOLEAN"), ["default": true], section: .optional),
    ]

    private static func parameter(_ kind: String, _ value: InputSchema, _ type: String, _ what: String) -> FunctionNode
    {
        let schema = NodeSchema(
            kind + "RequestParameter", category: "api/openapi", inputs: [value] + description,
            outputs: [OutputSchema(type)]
        ).with { $0.description = "\(what) that a request gives." }
        return FunctionNode(schema) { [$0["value"] ?? .null] }
    }
}
