internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Writes pictures, and texts beside them, into a folder of the output folder. What lies there under the same names is
/// replaced, as in ComfyUI.
struct SaveDataset: Node {
    let environment: NodeEnvironment
    let schema: NodeSchema

    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            SaveDataset(
                environment: environment,
                schema: .v3(
                    "SaveImageDataSetToFolder", displayName: "Save Image Dataset to Folder", category: "dataset",
                    inputs: [
                        .socket("images", "IMAGE"),
                        .string("folder_name", default: "dataset", extra: ["multiline": false]),
                        .string("filename_prefix", default: "image", extra: ["multiline": false]),
                    ] + InputSchema.metadata,
                    outputs: [], "Writes pictures into a folder of the output folder."
                ).with {
                    $0.isOutputNode = true; $0.isExperimental = true
                }),
            SaveDataset(
                environment: environment,
                schema: .v3(
                    "SaveImageTextDataSetToFolder", displayName: "Save Image and Text Dataset to Folder",
                    category: "dataset",
                    inputs: [
                        .socket("images", "IMAGE"), .string("texts", extra: ["multiline": false]),
                        .string("folder_name", default: "dataset", extra: ["multiline": false]),
                        .string("filename_prefix", default: "image", extra: ["multiline": false]),
                    ] + InputSchema.metadata,
                    outputs: [], "Writes pictures and the texts that belong to them into a folder of the output folder."
                ).with {
                    $0.isOutputNode = true; $0.isExperimental = true
                }),
        ].map { node in
            SaveDataset(environment: environment, schema: node.schema.with { $0.inputIsList = true })
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.all("images").map { try $0.image("images") }
        let name = try inputs.first("folder_name").string("folder_name")
        let prefix = try inputs.first("filename_prefix").string("filename_prefix")
        guard !prefix.contains("/"), !prefix.utf8.contains(0) else {
            throw NodeError("ValueError", "filename_prefix has no folders, unlike '\(prefix)'")
        }
        let texts = inputs["texts"] == nil ? [] : try inputs.all("texts").map { try $0.string("texts") }
        // its names are made as other results' are, so that they stay in the output folder
        let target = try SaveTarget(
            prefix: name + "/" + prefix, root: environment.folders.path(of: .output), links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        for (index, image) in images.enumerated() {
            try context.cancellation.check()
            guard image.shape[0] == 1, image.shape[3] != 2 else {
                throw NodeError("TypeError", "cannot save an image of shape \(image.shape)")
            }
            let stem = FilePath.join(target.folder, "\(prefix)_\(padded(index, 5))")
            let pixels = try SavedPixels.of(image, context.cancellation)[0]
            let file = try translatingErrors { try PNG().encode(pixels, level: 6) }
            try translatingErrors { _ = try AtomicFile.write(file, to: stem + ".png", overwriting: true) }
            if index < texts.count {
                try translatingErrors {
                    _ = try AtomicFile.write(Array(texts[index].utf8), to: stem + ".txt", overwriting: true)
                }
            }
        }
        return .finished(NodeOutput())
    }
}
