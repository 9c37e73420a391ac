internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CheckpointSave: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CheckpointSave", displayName: "Save Checkpoint", category: "advanced/model_merging",
            inputs: [
                .link("model", "MODEL"),
                .link("clip", "CLIP"),
                .link("vae", "VAE"),
                .string("filename_prefix", default: "checkpoints/ComfyUI"),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: []
        ).with {
            $0.description = "Writes a diffusion model with its text encoder and its autoencoder to one file.";
            $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var saved = SavedModel()
        let model = try inputs.model()
        try saved.add(model)
        try saved.add(try inputs.clip(), of: model)
        try saved.add(try inputs.object("vae", VAEObject.self, "a VAE"), prefix: model.saving.autoencoderRoot)
        try inputs.write(saved, model, environment, context)
        return .finished(NodeOutput(ui: [:]))
    }
}

struct ModelSave: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ModelSave", category: "advanced/model_merging",
            inputs: [
                .link("model", "MODEL"),
                .string("filename_prefix", default: "diffusion_models/ComfyUI"),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: []
        ).with {
            $0.description = "Writes a diffusion model to a file."; $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var saved = SavedModel()
        let model = try inputs.model()
        try saved.add(model)
        try inputs.write(saved, model, environment, context)
        return .finished(NodeOutput(ui: [:]))
    }
}

struct CLIPSave: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPSave", category: "advanced/model_merging",
            inputs: [
                .link("clip", "CLIP"),
                .string("filename_prefix", default: "clip/ComfyUI"),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: []
        ).with {
            $0.description = "Writes text encoders to files, one each."; $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        let prefix = try inputs.string("filename_prefix")
        var metadata = inputs.savedMetadata(environment)
        if !environment.omitsMetadata { metadata["format"] = "pt" }
        var others = SavedModel()
        for text in try translatingErrors({ try SavedText.encoders(of: clip.encoder) }) {
            others.add(text.vocabularies)
            guard Self.named.contains(text.key) else {
                others.add(text, behind: "\(text.key).")
                continue
            }
            var saved = SavedModel()
            saved.add(text)
            try saved.write(prefix: "\(prefix)_\(text.key)", environment, context) { _, _ in metadata }
        }
        if !others.entries.isEmpty { try others.write(prefix: prefix, environment, context) { _, _ in metadata } }
        return .finished(NodeOutput(ui: [:]))
    }

    /// Those that have a file of their own, as in ComfyUI; the others share one, by their whole names.
    private static let named: Set<String> = [
        "clip_l", "clip_g", "clip_h", "t5xxl", "pile_t5xl", "mt5xl", "umt5xxl", "t5base", "gemma2_2b", "llama",
        "hydit_clip",
    ]
}

struct VAESave: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAESave", category: "advanced/model_merging",
            inputs: [
                .link("vae", "VAE"),
                .string("filename_prefix", default: "vae/ComfyUI_vae"),
                .hidden("prompt", "PROMPT"),
                .hidden("extra_pnginfo", "EXTRA_PNGINFO"),
            ],
            outputs: []
        ).with {
            $0.description = "Writes an autoencoder to a file."; $0.isOutputNode = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var saved = SavedModel()
        try translatingErrors { try saved.add(try inputs.object("vae", VAEObject.self, "a VAE")) }
        let metadata = inputs.savedMetadata(environment)
        try saved.write(prefix: try inputs.string("filename_prefix"), environment, context) { _, _ in metadata }
        return .finished(NodeOutput(ui: [:]))
    }
}

extension NodeInputs {
    /// What a saved model tells of its making.
    func savedMetadata(_ environment: NodeEnvironment) -> JSONObject {
        var metadata: JSONObject = environment.omitsMetadata ? [:] : ["prompt": ""]
        for (keyword, text) in Metadata.entries(self, environment) { metadata[keyword] = .string(text) }
        return metadata
    }

    /// Writes a model with what its metadata say of it (Stability AI's model specification).
    fileprivate func write(
        _ saved: SavedModel, _ model: DiffusionModel, _ environment: NodeEnvironment, _ context: any NodeContext
    ) throws {
        let making = savedMetadata(environment)
        try saved.write(prefix: try string("filename_prefix"), environment, context) { stem, number in
            var metadata: JSONObject = [:]
            if let architecture = model.saving.architecture {
                metadata["modelspec.architecture"] = .string(architecture)
                metadata["modelspec.sai_model_spec"] = "1.0.0"
                metadata["modelspec.implementation"] = "sgm"
                metadata["modelspec.title"] = .string("\(stem) \(number)")
            }
            if let key = model.saving.predictKey { metadata["modelspec.predict_key"] = .string(key) }
            for (key, value) in making { metadata[key] = value }
            return metadata
        }
    }
}
