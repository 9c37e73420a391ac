internal import Folders
internal import Models
internal import Workflow

struct DualCLIPLoader: Node {
    private static let types = [
        "sdxl", "sd3", "flux", "hunyuan_video", "hidream", "hunyuan_image", "hunyuan_video_15", "kandinsky5",
        "kandinsky5_image", "ltxv", "newbie",
    ]
    private static let folder = "text_encoders"
    let environment: NodeEnvironment

    var schema: NodeSchema {
        let files = environment.folders.files(of: Self.folder)
        return NodeSchema(
            "DualCLIPLoader", category: "advanced/loaders",
            inputs: [
                .choice("clip_name1", files), .choice("clip_name2", files), .choice("type", Self.types),
                .textEncoderDevice,
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "Loads two text encoders that a model reads side by side: SDXL's CLIP-L and CLIP-G." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let type = try inputs.string("type")
        guard type == "sdxl" else {
            throw NodeError("RuntimeError", "pairs of text encoders of the type \(type) are not supported")
        }
        let files = try ["clip_name1", "clip_name2"].map { (name: try inputs.string($0), category: Self.folder) }
        let loaded = try environment.load(TextEncoderLoader(), files, context.cancellation)
        return .values(.object(ClipObject(loaded.encoder)))
    }
}
