internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// The pictures that the editor has made of a body, and the name of its file.
struct Load3D: Node {
    private static let suffixes: Set<String> = [
        ".gltf", ".glb", ".obj", ".fbx", ".stl", ".spz", ".splat", ".ply", ".ksplat",
    ]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        let files = environment.folders.inputFiles(below: "3d", suffixes: Self.suffixes).map(JSON.string)
        var schema: NodeSchema = NodeSchema.v3(
            "Load3D", displayName: "Load 3D & Animation", category: "3d",
            inputs: [
                InputSchema("model_file", .combo([]), ["file_upload": true, "multiselect": false, "options": []]),
                .socket("image", "LOAD_3D"), .int("width", default: 1024, min: 1, max: 4096, step: 1),
                .int("height", default: 1024, min: 1, max: 4096, step: 1),
            ],
            outputs: [
                OutputSchema("IMAGE", name: "image"), OutputSchema("MASK", name: "mask"),
                OutputSchema("STRING", name: "mesh_path"), OutputSchema("IMAGE", name: "normal"),
                OutputSchema("LOAD3D_CAMERA", name: "camera_info"), OutputSchema("VIDEO", name: "recording_video"),
            ], "Reads the pictures that the editor has made of a body."
        ).with { $0.isExperimental = true }
        schema.inputs[0] = InputSchema(
            "model_file", .combo(files), ["file_upload": true, "multiselect": false, "options": .array(files)])
        return schema
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        guard let view = inputs["image"]?.dictionary else { throw inputs.wrong("image", "a view of a body") }
        func picture(_ name: String) throws -> NamedPicture.Content {
            guard let file = view[name]?.string else {
                throw NodeError("KeyError", "the view of the body has no \(name)")
            }
            return try NamedPicture(environment: environment, name: file).load()
        }
        let model = try inputs.string("model_file")
        return .values(
            .tensor(try picture("image").values(channels: 3)), .tensor(try picture("mask").mask), .string(model),
            .tensor(try picture("normal").values(channels: 3)), view["camera_info"] ?? .null,
            try recording(view["recording"]?.string ?? ""))
    }

    /// The film of the view that the page has recorded; null where it has none.
    private func recording(_ name: String) throws -> Value {
        guard !name.isEmpty else { return .null }
        guard let path = environment.folders.annotatedFile(name) else {
            throw NodeError("FileNotFoundError", "there is no film \(name)\(environment.folders.absence(of: name))")
        }
        return .object(VideoObject(.file(path: path, name: name)))
    }
}
