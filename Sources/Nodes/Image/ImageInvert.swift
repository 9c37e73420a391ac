internal import Tensors
internal import Workflow

struct ImageInvert: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageInvert", displayName: "Invert Image", category: "image", inputs: [.link("image", "IMAGE")],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Turns colours into their opposites." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try inputs.image("image").map { 1 - $0 }))
    }
}
