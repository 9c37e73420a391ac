internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The nodes that load model files, by the files' folder.
struct ModelLoader: Sendable {
    let className: String
    let input: String
    let kind: ModelStore.Kind

    static let byFolder: [String: ModelLoader] = [
        "checkpoints": ModelLoader(className: "CheckpointLoaderSimple", input: "ckpt_name", kind: .checkpoint),
        "vae": ModelLoader(className: "VAELoader", input: "vae_name", kind: .vae),
    ]

    /// The surroundings of a node that runs outside of any prompt.
    final class Context: NodeContext {
        let cancellation: Cancellation
        init(_ cancellation: Cancellation) { self.cancellation = cancellation }
        var nodeID: String { "" }
        var displayNodeID: String { "" }
        var promptID: String { "" }
        var clientID: String? { nil }
        var extraData: JSONObject { [:] }
        var listIndex: Int { 0 }
        func allocateGraphPrefix() -> String { "" }
        func progress(value: Double, max: Double, preview: PixelImage?) {}
        func text(_ text: String) {}
    }
}
