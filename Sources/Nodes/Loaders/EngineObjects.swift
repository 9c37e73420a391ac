internal import Images
internal import Models
internal import Tokenizers
internal import Workflow

/// A MODEL.
final class ModelObject: EngineObject {
    let model: DiffusionModel
    init(_ model: DiffusionModel) { self.model = model }
}

/// A CLIP: a text encoder and which of its layers gives the result.
final class ClipObject: EngineObject {
    let encoder: any TextEncoder
    /// -1 for the last layer, -2 for the one before it, ...; nil for the model's own.
    let layer: Int?
    /// What hooks change of it and of the conditionings that it makes.
    let hooks: ClipHooks?
    /// How the tokenizers of encoders fill up, by their keys, in the place of the family's own rules.
    let padding: [String: PromptPadding]

    /// Words that were added to the tokenizers.
    let addedTokens: AddedTokens?

    init(
        _ encoder: any TextEncoder, layer: Int? = nil, hooks: ClipHooks? = nil, padding: [String: PromptPadding] = [:],
        addedTokens: AddedTokens? = nil
    ) {
        self.encoder = encoder
        self.layer = layer
        self.hooks = hooks
        self.padding = padding
        self.addedTokens = addedTokens
    }

    /// The same with another layer's output as the result.
    func with(layer: Int?) -> ClipObject {
        ClipObject(encoder, layer: layer, hooks: hooks, padding: padding, addedTokens: addedTokens)
    }

    /// The same with tokenizers of those keys filling up otherwise.
    func with(padding other: [String: PromptPadding]) -> ClipObject {
        ClipObject(
            encoder, layer: layer, hooks: hooks, padding: padding.merging(other) { $1 }, addedTokens: addedTokens)
    }

    /// The same with another encoder.
    func with(encoder: any TextEncoder) -> ClipObject {
        ClipObject(encoder, layer: layer, hooks: hooks, padding: padding, addedTokens: addedTokens)
    }

    /// The same with hooks.
    func with(hooks: ClipHooks?) -> ClipObject {
        ClipObject(encoder, layer: layer, hooks: hooks, padding: padding, addedTokens: addedTokens)
    }

    /// The same with words beyond the vocabulary.
    func with(addedTokens: AddedTokens) -> ClipObject {
        ClipObject(encoder, layer: layer, hooks: hooks, padding: padding, addedTokens: addedTokens)
    }
}

/// Hooks of a CLIP.
struct ClipHooks {
    /// Of its weights, while it encodes.
    let group: HookGroup
    /// Whether the hooks' keyframes count, so that a prompt is encoded once for each of their strengths.
    let isScheduled: Bool
    /// What conditionings get; nil for nothing.
    let ofConditionings: HookGroup?
}

/// A VAE.
final class VAEObject: EngineObject {
    let codec: any LatentCodec
    init(_ codec: any LatentCodec) { self.codec = codec }
}

extension NodeInputs {
    func model(_ name: String = "model") throws(NodeError) -> DiffusionModel {
        try object(name, ModelObject.self, "a MODEL").model
    }
}
