/// The kinds of model folders that ComfyUI knows.
enum FolderCategory {
    /// Endings of model files, in ComfyUI's `supported_pt_extensions`, and GGUF's.
    static let modelSuffixes: Set<String> = [
        ".ckpt", ".pt", ".pt2", ".bin", ".pth", ".safetensors", ".pkl", ".sft", ".gguf",
    ]

    /// Each category's folders below `models/`; the first is where new files belong.
    static let folders: [(category: String, folders: [String])] = [
        ("checkpoints", ["checkpoints"]),
        ("configs", ["configs"]),
        ("vae", ["vae"]),
        ("text_encoders", ["text_encoders", "clip"]),
        ("loras", ["loras"]),
        ("diffusion_models", ["diffusion_models", "unet"]),
        ("clip_vision", ["clip_vision"]),
        ("style_models", ["style_models"]),
        ("embeddings", ["embeddings"]),
        ("diffusers", ["diffusers"]),
        ("vae_approx", ["vae_approx"]),
        ("controlnet", ["controlnet", "t2i_adapter", "diff_controlnet"]),
        ("gligen", ["gligen"]),
        ("upscale_models", ["upscale_models"]),
        ("hypernetworks", ["hypernetworks"]),
        ("photomaker", ["photomaker"]),
        ("classifiers", ["classifiers"]),
        ("model_patches", ["model_patches"]),
        ("audio_encoders", ["audio_encoders"]),
        ("latent_upscale_models", ["latent_upscale_models"]),
    ]

    /// A category's present name: `unet` was renamed `diffusion_models`, `clip` `text_encoders`.
    static func canonical(_ name: String) -> String {
        folders.first { $0.category == name || $0.folders.contains(name) }?.category ?? name
    }

    /// The endings that a category lists; nil: all files.
    static func suffixes(of category: String) -> Set<String>? {
        switch category {
        case "configs": [".yaml"]
        case "diffusers", "classifiers": nil
        default: modelSuffixes
        }
    }
}
