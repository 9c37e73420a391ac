internal import Tensors
internal import Workflow

struct GetImageSize: Node {
    var schema: NodeSchema {
        .v3(
            "GetImageSize", displayName: "Get Image Size", category: "image",
            inputs: [.socket("image", "IMAGE"), .hidden("unique_id", "UNIQUE_ID")],
            outputs: ["width", "height", "batch_size"].map { OutputSchema("INT", name: $0) },
            aliases: ["dimensions", "resolution", "image info"], "Tells a picture's size, also as text on the node.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = try inputs.image("image").shape
        context.text("width: \(shape[2]), height: \(shape[1])\n batch size: \(shape[0])")
        return .values(.int(Int128(shape[2])), .int(Int128(shape[1])), .int(Int128(shape[0])))
    }
}
