internal import Formats
internal import System
internal import Workflow

/// Up to five values as one text.
enum StringJoins {
    private static let names = (0..<5).map { "value\($0)" }

    static let all: [any Node] = [
        node(
            "StringJoin",
            names.map {
                InputSchema(
                    $0, .named("STRING"), ["default": "", "multiline": true, "forceInput": true], section: .optional)
            },
            "Joins the texts that are not empty."
        ) { value in
            guard let text = value.string else {
                throw NodeError("TypeError", "sequence item: expected str instance, \(value.pythonType) found")
            }
            return text.isEmpty ? nil : text
        },
        node(
            "StringJoin1", names.map { InputSchema($0, .named("*"), [:], section: .optional) },
            "Joins values as texts."
        ) { value in
            if case .null = value { nil } else { value.pythonText }
        },
    ]

    /// - Parameter text: what a value gives; nil if it is left out.
    private static func node(
        _ name: String, _ values: [InputSchema], _ description: String,
        _ text: @escaping @Sendable (Value) throws -> String?
    ) -> FunctionNode {
        var separator = InputSchema.string("separator", default: "_")
        separator.section = .optional
        let schema = NodeSchema(
            name, category: "api/openapi", inputs: values + [separator], outputs: [OutputSchema("STRING")]
        ).with { $0.description = description }
        return FunctionNode(schema) { inputs in
            let parts = try names.compactMap { name in try inputs[name].flatMap(text) }
            let separator = inputs["separator"] == nil ? "_" : try inputs.string("separator")
            return [.string(parts.joined(separator: separator))]
        }
    }
}
