internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct LoadImageDataSetFromFolder: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "LoadImageDataSetFromFolder", displayName: "Load Image Dataset from Folder", category: "dataset",
            inputs: [.combo("folder", DatasetFolder.names(environment))],
            outputs: [OutputSchema("IMAGE", name: "images", isList: true)],
            "Reads all pictures of a folder in the input folder."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let folder = try DatasetFolder.path(try inputs.string("folder"), environment)
        return .values(.list(try DatasetPictures.load(DatasetFolder.pictures(folder), context)))
    }
}

struct LoadImageTextDataSetFromFolder: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "LoadImageTextDataSetFromFolder", displayName: "Load Image and Text Dataset from Folder",
            category: "dataset",
            inputs: [.combo("folder", DatasetFolder.names(environment))],
            outputs: [
                OutputSchema("IMAGE", name: "images", isList: true),
                OutputSchema("STRING", name: "texts", isList: true),
            ], "Reads all pictures of a folder in the input folder, and the texts beside them."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let folder = try DatasetFolder.path(try inputs.string("folder"), environment)
        let files = DatasetFolder.repeatedPictures(folder)
        let images = try DatasetPictures.load(files, context)
        return .values(.list(images), .list(try files.map { .string(try DatasetFolder.caption($0)) }))
    }
}

/// The pictures of a data set: the first frames, as they lie in their files.
private enum DatasetPictures {
    static func load(_ files: [String], _ context: any NodeContext) throws -> [Value] {
        guard !files.isEmpty else { throw NodeError("ValueError", "No valid images found in input") }
        var known: [String: Value] = [:]
        return try files.map { file in
            try context.cancellation.check()
            if let value = known[file] { return value }
            let image = try translatingErrors { try ImageCodecs.decode(FileBytes.read(file)) }
            FirstFrame.tell(file.split(separator: "/").last.map { String($0) } ?? file, image.frames.count)
            let value = Value.tensor(PixelConversion.values(image.rgba, channels: 3))
            known[file] = value
            return value
        }
    }
}
