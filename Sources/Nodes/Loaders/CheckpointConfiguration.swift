internal import Folders
internal import Formats
internal import Sampling
internal import System
internal import Workflow

/// What CheckpointLoader heeds of a file that describes a checkpoint of Stable Diffusion, as CompVis/stable-diffusion has
/// them: which of the text encoder's layers gives the result, and that the network predicts velocity. All else is read from
/// the checkpoint.
struct CheckpointConfiguration {
    /// -1 for the last layer; nil for the model's own.
    var layer: Int?
    var predictsVelocity = false

    private static let secondToLast = CheckpointConfiguration(layer: -2)
    private static let velocity = CheckpointConfiguration(predictsVelocity: true)

    /// Those that come with ComfyUI, in its order.
    private static let known: [(name: String, configuration: CheckpointConfiguration)] = [
        ("v1-inference_clip_skip_2.yaml", secondToLast), ("v1-inference_fp16.yaml", .init()),
        ("v1-inpainting-inference.yaml", .init()), ("v1-inference.yaml", .init()),
        ("v2-inpainting-inference.yaml", .init()), ("v2-inference-v.yaml", velocity),
        ("anything_v3.yaml", secondToLast), ("v2-inference_fp32.yaml", .init()),
        ("v2-inference-v_fp32.yaml", velocity), ("v1-inference_clip_skip_2_fp16.yaml", secondToLast),
        ("v2-inference.yaml", .init()),
    ]

    /// Those, and the files of the folder `configs`.
    static func names(_ folders: Folders) -> [String] {
        let names = known.map(\.name)
        return names + folders.files(of: "configs").filter { !names.contains($0) }
    }

    /// A file of the folder `configs`, else one that comes with ComfyUI.
    init(named name: String, _ folders: Folders) throws(NodeError) {
        if let file = folders.file(name, of: "configs") {
            self = try Self(file, name)
        } else if let known = Self.known.first(where: { $0.name == name }) {
            self = known.configuration
        } else {
            throw NodeError("FileNotFoundError", "configs does not contain \(name)")
        }
    }

    private init(_ file: FoundFile, _ name: String) throws(NodeError) {
        let json = try Self.json(file, name)
        guard let parameters = json["model"]?["params"], parameters["cond_stage_config"]?.object != nil else {
            throw NodeError(
                "KeyError", "\(name) describes no checkpoint: it has no model.params.cond_stage_config")
        }
        predictsVelocity = parameters["parameterization"]?.string == "v"
        layer = parameters["cond_stage_config"]?["params"]?["layer_idx"]?.int.flatMap { Int(exactly: $0) }
        if let layer, !(-1024 ... -1).contains(layer) {
            throw NodeError("ValueError", "\(name): layer_idx is counted from the last layer, -1, not \(layer)")
        }
    }

    private static func json(_ file: FoundFile, _ name: String) throws(NodeError) -> JSON {
        func parsed(_ bytes: UnsafeRawBufferPointer) throws(NodeError) -> JSON {
            do throws(FormatError) {
                return try JSON(yaml: bytes)
            } catch {
                throw NodeError("ValueError", "\(name): \(error.message)")
            }
        }
        switch file {
        case .disk(let path):
            let bytes = try FileBytes.read(path)
            return try bytes.withUnsafeBytes { bytes in Result { () throws(NodeError) in try parsed(bytes) } }.get()
        case .memory(let file):
            return try parsed(UnsafeRawBufferPointer(start: file.pointer, count: file.size))
        }
    }

    private init(layer: Int? = nil, predictsVelocity: Bool = false) {
        (self.layer, self.predictsVelocity) = (layer, predictsVelocity)
    }
}
