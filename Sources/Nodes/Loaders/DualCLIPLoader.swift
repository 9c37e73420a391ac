internal import Folders
internal import Models
internal import Workflow

struct DualCLIPLoader: Node {
    private static let types = [
        "sdxl", "sd3", "flux", "hunyuan_video", "hidream", "hunyuan_image", "hunyuan_video_15", "kandinsky5",
        "kandinsky5_image", "ltxv", "newbie",
    ]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        let files = environment.folders.files(of: NodeEnvironment.textEncoderFolder)
        return NodeSchema(
            "DualCLIPLoader", category: "advanced/loaders",
            inputs: [
                .choice("clip_name1", files), .choice("clip_name2", files), .choice("type", Self.types),
                .textEncoderDevice,
            ],
            outputs: [OutputSchema("CLIP")]
        ).with {
            $0.description =
                "Loads the two text encoders of a model, such as SDXL's CLIP-L and CLIP-G or Flux.1's CLIP-L and T5-XXL."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let names = try ["clip_name1", "clip_name2"].map { try inputs.string($0) }
        return .values(
            .object(ClipObject(try environment.textEncoder(names, try inputs.clipType(), context.cancellation))))
    }
}
