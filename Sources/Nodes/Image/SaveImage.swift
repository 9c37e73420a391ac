internal import Folders
internal import Formats
internal import Tensors
internal import Workflow

struct SaveImage: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "SaveImage", displayName: "Save Image", category: "image",
            inputs: [
                .link("images", "IMAGE", "The pictures."),
                .string(
                    "filename_prefix", default: "ComfyUI",
                    "How the files' names begin; folders and placeholders like %date:yyyy-MM-dd% or %width% may be in it."
                ),
            ] + InputSchema.metadata
        ).with {
            $0.isOutputNode = true
            $0.description = "Writes pictures into the output folder."
        }
    }

    var customValidatedInputs: Set<String> { ["filename_prefix"] }

    /// A folder that cannot be written is known before the work that it is for.
    func validate(_ inputs: NodeInputs) throws -> String? { environment.folders.writingProblem(of: .output) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let saver = PictureSaver(environment: environment, folder: .output, compression: 4)
        return .finished(
            try saver.save(try inputs.image("images"), prefix: try inputs.string("filename_prefix"), inputs, context))
    }
}

struct PreviewImage: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "PreviewImage", displayName: "Preview Image", category: "image",
            inputs: [.link("images", "IMAGE")] + InputSchema.metadata
        ).with {
            $0.isOutputNode = true
            $0.description = "Shows pictures, and keeps them in the temp folder only."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let saver = PictureSaver(environment: environment, folder: .temp, compression: 1)
        return .finished(try saver.preview(try inputs.image("images"), inputs, context))
    }
}
