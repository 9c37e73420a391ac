internal import Formats
internal import System
internal import Workflow

/// Python's operators on one plain value, under the names of its module `operator`.
struct UnaryOperation: Node {
    static let plain = UnaryOperation(name: "UnaryOperation", type: "*")
    /// Gives the truth of the result.
    static let boolean = UnaryOperation(name: "BooleanUnaryOperation", type: "BOOLEAN")

    let name: String
    let type: String

    private static let names = """
        __abs__ __call__ __index__ __inv__ __invert__ __neg__ __not__ __pos__ _abs abs call index inv invert neg not_ pos
        truth not
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    var schema: NodeSchema {
        NodeSchema(
            name, category: "logic",
            inputs: [
                .socket("value", "*", section: .optional),
                InputSchema("op", .combo(Self.names.map(JSON.string)), ["default": "not"], section: .optional),
            ],
            outputs: [OutputSchema(type)]
        ).with { $0.description = "Applies an operator to one value: not, the sign, the bits." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let result = try PythonUnaryOperator(named: inputs.string("op")).apply(inputs["value"] ?? .null)
        return .values(type == "BOOLEAN" ? .bool(try PythonOperator.isTrue(result)) : result)
    }
}
