internal import Formats
internal import Workflow

/// Numbers as texts and back, as Python converts them.
enum NumberConversions {
    static let all: [any Node] = [
        conversion("IntToFloat", "INT", "FLOAT", "An integer as a float.") { .float(try PythonConversion.float($0)) },
        conversion("IntToString", "INT", "STRING", "An integer as a text.") { .string(PythonText.str($0)) },
        conversion("FloatToInt", "FLOAT", "INT", "A float without what is behind its point.", integer),
        conversion("FloatToString", "FLOAT", "STRING", "A float as a text.") { .string(PythonText.str($0)) },
        conversion("StringToInt", "STRING", "INT", "The integer that a text writes.", integer),
        conversion("StringToFloat", "STRING", "FLOAT", "The number that a text writes.") {
            .float(try PythonConversion.float($0))
        },
    ]

    private static func integer(_ json: JSON) throws -> Value {
        guard case .int(let value) = try PythonConversion.int(json) else {
            throw NodeError("OverflowError", "the result has more than 128 bits")
        }
        return .int(value)
    }

    private static func conversion(
        _ name: String, _ from: String, _ to: String, _ description: String,
        _ function: @escaping @Sendable (JSON) throws -> Value
    ) -> FunctionNode {
        let schema = NodeSchema(
            name, category: "arithmetic", inputs: [.socket("value", from)], outputs: [OutputSchema(to)]
        ).with { $0.description = description }
        return FunctionNode(schema) { inputs in
            guard let value = inputs["value"]?.json else { throw inputs.wrong("value", "a plain value") }
            return [try function(value)]
        }
    }
}
