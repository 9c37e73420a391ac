package import Formats
internal import System

/// A kind of model folder that ComfyUI knows, by the name that workflows, hosts and bindings call it.
package struct FolderCategory: Sendable {
    let name: String
    /// Its folders below `models/`, in the order in which they are searched; the first is where new files belong. Their
    /// names are the category's too.
    let folders: [String]
    /// The endings of the files that it lists; nil: all files.
    let suffixes: Set<String>?

    private init(_ name: String, further: [String] = [], suffixes: Set<String>? = modelSuffixes) {
        self.name = name
        folders = [name] + further
        self.suffixes = suffixes
    }

    /// Endings of model files: ComfyUI's `supported_pt_extensions`, and GGUF's. Lists of shards, `.index.json`, are listed
    /// beside them.
    static let modelSuffixes: Set<String> = [
        ".ckpt", ".pt", ".pt2", ".bin", ".pth", ".safetensors", ".pkl", ".sft", ".gguf",
    ]

    /// All of them, with the order of folders that the hiddenswitch fork 0.10.0 has (comfy/cmd/folder_paths.py): there,
    /// unlike in the original, a file in `diffusion_models/` hides one in `unet/`.
    static let all: [FolderCategory] = [
        .init("checkpoints"),
        .init("configs", suffixes: [".yaml"]),
        .init("vae"),
        .init("text_encoders", further: ["clip"]),
        .init("loras"),
        .init("diffusion_models", further: ["unet"]),
        .init("clip_vision"),
        .init("style_models"),
        .init("embeddings"),
        .init("diffusers", suffixes: nil),
        .init("vae_approx"),
        .init("controlnet", further: ["t2i_adapter", "diff_controlnet"]),
        .init("gligen"),
        .init("upscale_models"),
        .init("hypernetworks"),
        .init("photomaker"),
        .init("classifiers", suffixes: nil),
        .init("model_patches"),
        .init("audio_encoders"),
        .init("latent_upscale_models"),
    ]

    private static let byName = Dictionary(
        uniqueKeysWithValues: all.flatMap { category in category.folders.map { ($0, category) } })

    /// A category's present name: `unet` is `diffusion_models`, `clip` is `text_encoders`.
    static func canonical(_ name: String) -> String { byName[name]?.name ?? name }

    /// The endings that a category lists, nil for all files; a category that is not of ComfyUI has those of models.
    static func suffixes(of category: String) -> Set<String>? {
        guard let known = byName[category] else { return modelSuffixes }
        return known.suffixes
    }

    /// What bindings have to know: {name: {"folders": [...], "extensions": [...] or null}}.
    package static var table: JSON {
        var table = JSONObject()
        for category in all {
            table[category.name] = .object([
                "folders": .array(category.folders.map { .string($0) }),
                "extensions": category.suffixes.map { .array($0.sorted().map { .string($0) }) } ?? .null,
            ])
        }
        return .object(table)
    }
}
