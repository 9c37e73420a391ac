internal import Workflow

/// One of ComfyUI-GGUF's loaders of text encoders: the core's loader of as many files, which reads GGUF files too, under
/// another name and without the choice of a device.
struct CLIPLoaderGGUF: Node {
    private let base: any Node

    /// - Parameter base: CLIPLoader, DualCLIPLoader, TripleCLIPLoader or QuadrupleCLIPLoader.
    init(_ base: any Node) { self.base = base }

    /// With the files that are there now, as the base has them.
    var schema: NodeSchema {
        let plain = base.schema
        return NodeSchema(
            "\(plain.name)GGUF", displayName: "\(plain.name) (GGUF)", category: "bootleg",
            inputs: plain.inputs.filter { $0.name != "device" }, outputs: plain.outputs
        ).with { $0.description = plain.description }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try base.execute(inputs, context)
    }
}
