internal import Formats
internal import System
internal import Workflow

struct PreviewString: Node {
    var schema: NodeSchema {
        NodeSchema(
            "PreviewString", category: "strings", inputs: [.string("value", extra: ["forceInput": true])],
            outputs: [OutputSchema("STRING")]
        ).with {
            $0.isOutputNode = true
            $0.description = "Shows a text."
        }
    }

    /// Like ComfyUI's it gives nothing but what it shows.
    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .finished(NodeOutput(ui: ["string": [.string(try inputs.string("value"))]]))
    }
}
