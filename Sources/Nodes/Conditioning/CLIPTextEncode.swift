internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Tokenizers
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
        let inversion = TextualInversion(environment: environment, width: clip.encoder.width)
        let prompt = PromptTokenizer(chunkLength: clip.encoder.chunkLength).tokenize(
            try inputs.string("text"), embedding: inversion.vectors)
        for name in prompt.missingEmbeddings { environment.warn("there is no embedding \(name); it is left out") }
        let encoded = try translatingErrors {
            try clip.encoder.encode(prompt.chunks, clipSkip: clip.skip, environment.compute(context.cancellation))
        }
        return .values(Prompts.value(hidden: encoded.hidden, pooled: encoded.pooled))
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
        let skip = try inputs.int("stop_at_clip_layer")
        return .values(.object(ClipObject(clip.encoder, skip: skip)))
    }
}

extension NodeInputs {
    fileprivate func clip() throws(NodeError) -> ClipObject {
        if case .null? = self["clip"] {
            throw NodeError(
                "RuntimeError",
                "ERROR: clip input is invalid: None\n\nThe checkpoint that it comes from may have no text encoder.")
        }
        return try object("clip", ClipObject.self, "a CLIP")
    }
}

/// CONDITIONING as it flows between nodes: ComfyUI's list of [hidden, {"pooled_output": ...}].
enum Prompts {
    static func value(hidden: Tensor, pooled: Tensor) -> Value {
        .list([.list([.tensor(hidden), .dictionary(["pooled_output": .tensor(pooled)])])])
    }

    static func conditioning(_ value: Value?, _ name: String) throws(NodeError) -> Conditioning {
        guard let list = value?.list else { throw NodeError("TypeError", "the input \(name) is not a conditioning") }
        var entries: [Conditioning.Entry] = []
        for item in list {
            guard let parts = item.list, let hidden = parts.first?.tensor, hidden.rank == 3, !hidden.shape.contains(0)
            else {
                throw NodeError("TypeError", "the input \(name) is not a conditioning")
            }
            entries.append(
                Conditioning.Entry(
                    hidden: try floats(hidden),
                    pooled: parts.dropFirst().first?.dictionary?["pooled_output"]?.tensor))
        }
        return Conditioning(entries)
    }
}
