internal import Folders
internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// ComfyUI-GGUF's loaders of diffusion models, plain and with its choices of arithmetic.
struct UnetLoaderGGUF: PreloadingNode {
    let environment: NodeEnvironment
    let isAdvanced: Bool

    /// What blocks are decoded in; by default in half precision.
    private static let arithmetics: [(name: String, dtype: DType?)] = [
        ("default", nil), ("target", .f32), ("float32", .f32), ("float16", .f16), ("bfloat16", .bf16),
    ]

    var schema: NodeSchema {
        let files = environment.folders.files(of: preloadedFolder).filter { $0.hasSuffix(".gguf") }
        var inputs: [InputSchema] = [.choice("unet_name", files)]
        if isAdvanced {
            let choices = Self.arithmetics.map(\.name)
            inputs += [
                .choice("dequant_dtype", choices, options: ["default": "default"]),
                .choice("patch_dtype", choices, options: ["default": "default"]),
                InputSchema("patch_on_device", .named("BOOLEAN"), ["default": false]),
            ]
        }
        return NodeSchema(
            isAdvanced ? "UnetLoaderGGUFAdvanced" : "UnetLoaderGGUF",
            displayName: isAdvanced ? "Unet Loader (GGUF/Advanced)" : "Unet Loader (GGUF)", category: "bootleg",
            inputs: inputs, outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Loads a diffusion model from a GGUF file." }
    }

    var preloadedFolder: String { "diffusion_models" }

    func preload(_ name: String, _ cancellation: Cancellation) throws { _ = try model(name, nil, cancellation) }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var arithmetic: DType?
        if isAdvanced {
            arithmetic = try choice("dequant_dtype", inputs)
            // patches are added in f32 here, whatever they are stored in
            if let dtype = try choice("patch_dtype", inputs), dtype != .f32 {
                Warnings.tell("UnetLoaderGGUFAdvanced: patches are added in float32, not in \(dtype.rawValue)")
            }
        }
        return .values(
            .object(ModelObject(try model(try inputs.string("unet_name"), arithmetic, context.cancellation))))
    }

    private func choice(_ name: String, _ inputs: NodeInputs) throws -> DType? {
        let wanted = try inputs.string(name)
        guard let row = Self.arithmetics.first(where: { $0.name == wanted }) else {
            throw NodeError("ValueError", "there is no \(name) \(wanted)")
        }
        return row.dtype
    }

    private func model(_ name: String, _ arithmetic: DType?, _ cancellation: Cancellation) throws -> DiffusionModel {
        try environment.load(
            DiffusionModelLoader(decodedIn: arithmetic), [(name, preloadedFolder)], cancellation
        ).model
    }
}
