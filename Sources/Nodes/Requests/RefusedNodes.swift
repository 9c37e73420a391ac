internal import Formats
internal import System
internal import Workflow

/// Classes of ComfyUI that this library has on purpose only so far that they say why they do not run.
enum RefusedNodes {
    static let all: [any Node] = [
        evaluation("EvalPython_1_1"), evaluation("EvalPython_5_5", count: 5),
        evaluation("EvalPython_List_1", takesLists: true), evaluation("EvalPython_1_List", givesLists: true),
        evaluation("EvalPython_List_List", takesLists: true, givesLists: true),
    ]

    /// - Parameter count: of what goes in and comes out.
    private static func evaluation(
        _ name: String, count: Int = 1, takesLists: Bool = false, givesLists: Bool = false
    ) -> any Node {
        let values = (0..<count).map { "value\($0)" }
        let code = "\nprint(\"Hello World!\")\nreturn \(values.joined(separator: ", "))\n"
        return RefusedNode(
            schema: NodeSchema(
                name, category: "eval",
                inputs: [InputSchema("pycode", .named("CODE_BLOCK_PYTHON"), ["default": .string(code)])]
                    + values.map { InputSchema.socket($0, "*").optional },
                outputs: (0..<count).map { OutputSchema("*", name: "item\($0)", isList: givesLists) }
            ).with {
                $0.description = "Would run Python, which this library does not."
                $0.inputIsList = takesLists
            },
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
