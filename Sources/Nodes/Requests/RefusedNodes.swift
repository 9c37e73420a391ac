internal import Formats
internal import System
internal import Workflow

/// Classes of ComfyUI that this library has on purpose only so far that they say why they do not run.
enum RefusedNodes {
    static let all: [any Node] = [
        evaluation(
            NodeSchema(
                "EvalPython_1_1", category: "eval",
                inputs: [
                    InputSchema(
                        "pycode", .named("CODE_BLOCK_PYTHON"), ["default": "\nprint(\"Hello World!\")\nreturn value0\n"]
                    ), InputSchema.socket("value0", "*").optional,
                ],
                outputs: [OutputSchema("*", name: "item0")]
            ).with { $0.description = "Would run Python, which this library does not." }),
        evaluation(
            NodeSchema(
                "EvalPython_5_5", category: "eval",
                inputs: [
                    InputSchema(
                        "pycode", .named("CODE_BLOCK_PYTHON"),
                        ["default": "\nprint(\"Hello World!\")\nreturn value0, value1, value2, value3, value4\n"]),
                    InputSchema.socket("value0", "*").optional, InputSchema.socket("value1", "*").optional,
                    InputSchema.socket("value2", "*").optional, InputSchema.socket("value3", "*").optional,
                    InputSchema.socket("value4", "*").optional,
                ],
                outputs: [
                    OutputSchema("*", name: "item0"), OutputSchema("*", name: "item1"),
                    OutputSchema("*", name: "item2"), OutputSchema("*", name: "item3"),
                    OutputSchema("*", name: "item4"),
                ]
            ).with { $0.description = "Would run Python, which this library does not." }),
        evaluation(
            NodeSchema(
                "EvalPython_List_1", category: "eval",
                inputs: [
                    InputSchema(
                        "pycode", .named("CODE_BLOCK_PYTHON"), ["default": "\nprint(\"Hello World!\")\nreturn value0\n"]
                    ), InputSchema.socket("value0", "*").optional,
                ],
                outputs: [OutputSchema("*", name: "item0")]
            ).with { $0.description = "Would run Python, which this library does not." }.with { $0.inputIsList = true }),
        evaluation(
            NodeSchema(
                "EvalPython_1_List", category: "eval",
                inputs: [
                    InputSchema(
                        "pycode", .named("CODE_BLOCK_PYTHON"), ["default": "\nprint(\"Hello World!\")\nreturn value0\n"]
                    ), InputSchema.socket("value0", "*").optional,
                ],
                outputs: [OutputSchema("*", name: "item0", isList: true)]
            ).with { $0.description = "Would run Python, which this library does not." }),
        evaluation(
            NodeSchema(
                "EvalPython_List_List", category: "eval",
                inputs: [
                    InputSchema(
                        "pycode", .named("CODE_BLOCK_PYTHON"), ["default": "\nprint(\"Hello World!\")\nreturn value0\n"]
                    ), InputSchema.socket("value0", "*").optional,
                ],
                outputs: [OutputSchema("*", name: "item0", isList: true)]
            ).with { $0.description = "Would run Python, which this library does not." }.with { $0.inputIsList = true }),
    ]

    private static func evaluation(_ schema: NodeSchema) -> any Node {
        RefusedNode(
            schema: schema,
            reason: "this library runs no Python: put what the code does into nodes, or into a node of the host")
    }

    private struct RefusedNode: Node {
        let schema: NodeSchema
        let reason: String
        let customValidatedInputs: Set<String> = ["pycode"]

        func validate(_ inputs: NodeInputs) throws -> String? { reason }
        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            throw NodeError("ValueError", reason)
        }
    }
}
