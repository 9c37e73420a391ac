internal import Formats
internal import System
internal import Workflow

struct PreviewAny: Node {
    var schema: NodeSchema {
        NodeSchema(
            "PreviewAny", displayName: "Preview as Text", category: "utils",
            inputs: [InputSchema("source", .named("*"))]
        ).with {
            $0.isOutputNode = true
            $0.description = "Shows any value as text."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .finished(NodeOutput(ui: ["text": [.string((inputs["source"] ?? .null).shown)]]))
    }
}
