internal import Folders
internal import Formats
internal import Models
internal import System
internal import Workflow

struct CLIPLoader: PreloadingNode {
    private static let types = [
        "stable_diffusion", "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "cosmos", "lumina2",
        "wan",
        "hidream", "chroma", "ace", "omnigen2", "qwen_image", "hunyuan_image", "flux2", "ovis",
    ]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPLoader", displayName: "Load CLIP", category: "advanced/loaders",
            inputs: [
                .choice("clip_name", environment.folders.files(of: preloadedFolder)),
                .choice("type", Self.types), .textEncoderDevice,
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "Loads a text encoder from a file of its own." }
    }

    var preloadedFolder: String { "text_encoders" }

    func preload(_ name: String, _ cancellation: Cancellation) throws {
        _ = try environment.textEncoder([name], .stableDiffusion, cancellation)
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let names = [try inputs.string("clip_name")]
        return .values(
            .object(ClipObject(try environment.textEncoder(names, try inputs.clipType(), context.cancellation))))
    }
}

extension InputSchema {
    /// Where text encoders are computed: there is only one place.
    static var textEncoderDevice: Self {
        var input = choice("device", ["default", "cpu"], options: ["advanced": true])
        input.section = .optional
        return input
    }
}
