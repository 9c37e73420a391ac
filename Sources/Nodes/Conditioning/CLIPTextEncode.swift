internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct CLIPTextEncode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "CLIPTextEncode", displayName: "CLIP Text Encode (Prompt)", category: "conditioning",
            inputs: [
                .string("text", extra: ["multiline": true, "dynamicPrompts": true], "The prompt."),
                .link("clip", "CLIP", "Reads the prompt."),
            ],
            outputs: [OutputSchema("CONDITIONING", tooltip: "The prompt as the model understands it.")]
        ).with { $0.description = "Encodes a prompt, which then guides what is drawn." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        return .values(
            try environment.conditioning(Prompt(try inputs.string("text")), clip, context.cancellation).value)
    }
}

extension NodeEnvironment {
    /// Encodes a prompt with the textual inversions of the embeddings folder; those that are not there are told.
    func conditioning(
        _ prompt: Prompt, _ clip: ClipObject, sizes: PictureSizes = PictureSizes(), _ cancellation: Cancellation
    ) throws -> Conditioning {
        let inversion = TextualInversion(environment: self)
        var prompt = prompt
        prompt.padding.merge(clip.padding) { $1 }
        prompt.addedTokens = clip.addedTokens
        let compute = compute(cancellation)
        func entry(_ encoder: any TextEncoder) throws -> Conditioning.Entry {
            let encoded = try encoder.encode(prompt, layer: clip.layer, embedding: inversion.vectors, compute)
            for name in encoded.missingEmbeddings { Warnings.tell("there is no embedding \(name); it is left out") }
            var entry = Conditioning.Entry(hidden: encoded.hidden, pooled: encoded.pooled, sizes: sizes)
            (entry.attentionMask, entry.languageLayers) = (encoded.attentionMask, encoded.languageLayers)
            entry.hooks = clip.hooks?.ofConditionings
            return entry
        }
        return try translatingErrors {
            guard let hooks = clip.hooks else { return Conditioning([try entry(clip.encoder)]) }
            guard hooks.isScheduled else {
                return Conditioning([try entry(hooks.group.encoder(clip.encoder, nil, compute))])
            }
            return Conditioning(
                try ClipSchedule(hooks.group).parts.map { part in
                    var entry = try entry(hooks.group.encoder(clip.encoder, part.strengths, compute))
                    (entry.clipStartPercent, entry.clipEndPercent) = (part.start, part.end)
                    return entry
                })
        }
    }
}

struct CLIPSetLastLayer: Node {
    var schema: NodeSchema {
        NodeSchema(
            "CLIPSetLastLayer", displayName: "CLIP Set Last Layer", category: "conditioning",
            inputs: [
                .link("clip", "CLIP"),
                .int("stop_at_clip_layer", default: -1, min: -24, max: -1, step: 1, linked: -1024 ... -1),
            ],
            outputs: [OutputSchema("CLIP")]
        ).with { $0.description = "Takes prompts from an earlier layer of the text encoder." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        let layer = try inputs.int("stop_at_clip_layer")
        return .values(.object(clip.with(layer: layer)))
    }
}

extension NodeInputs {
    func clip() throws(NodeError) -> ClipObject {
        if case .null? = self["clip"] {
            throw NodeError(
                "RuntimeError",
                "ERROR: clip input is invalid: None\n\nThe checkpoint that it comes from may have no text encoder.")
        }
        return try object("clip", ClipObject.self, "a CLIP")
    }
}
