internal import Folders
internal import Models
internal import Workflow

/// Loaders of the three text encoders of Stable Diffusion 3 and the four of HiDream.
struct SeveralCLIPLoader: Node {
    let environment: NodeEnvironment
    private let name: String
    private let type: CLIPType
    private let inputNames: [String]
    private let description: String

    static func triple(_ environment: NodeEnvironment) -> Self {
        Self(
            environment: environment, name: "TripleCLIPLoader", type: .sd3,
            inputNames: ["clip_name1", "clip_name2", "clip_name3"],
            description: "Loads Stable Diffusion 3's CLIP-L, CLIP-G and T5-XXL, in any order.")
    }

    static func quadruple(_ environment: NodeEnvironment) -> Self {
        Self(
            environment: environment, name: "QuadrupleCLIPLoader", type: .hidream,
            inputNames: ["clip_name1", "clip_name2", "clip_name3", "clip_name4"],
            description: "Loads HiDream's CLIP-L, CLIP-G, T5-XXL and Llama 3 8B, in any order.")
    }

    var schema: NodeSchema {
        let files = environment.folders.files(of: NodeEnvironment.textEncoderFolder)
        return .v3(
            name, category: "advanced/loaders", inputs: inputNames.map { .combo($0, files) },
            outputs: [OutputSchema("CLIP")], description)
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let names = try inputNames.map { try inputs.string($0) }
        return .values(.object(ClipObject(try environment.textEncoder(names, type, context.cancellation))))
    }
}
