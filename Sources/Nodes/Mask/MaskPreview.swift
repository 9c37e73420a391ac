internal import Folders
internal import Formats
internal import Tensors
internal import Workflow

struct MaskPreview: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "MaskPreview", displayName: "Preview Mask", category: "mask",
            inputs: [.socket("mask", "MASK")] + InputSchema.metadata, outputs: [],
            aliases: ["show mask", "view mask", "inspect mask", "debug mask"],
            "Shows a mask as a grey picture, and keeps it in the temp folder only."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let saver = PictureSaver(environment: environment, folder: .temp, compression: 1)
        // No inputs: ComfyUI's does not write the prompt into these
        return .finished(try saver.stillPreview(try MaskPicture.image(try inputs.mask("mask")), NodeInputs(), context))
    }
}
