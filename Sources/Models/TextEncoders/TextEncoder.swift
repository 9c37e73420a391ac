package import Tensors

/// Reads prompts: a text goes in, what a conditioning holds comes out. The tokenizer is inside.
///
/// Weights are rounded to fp16 and computed in f32, as ComfyUI keeps text encoders on a CPU.
package protocol TextEncoder: AnyObject, Sendable {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
    /// What it was built from, by ComfyUI's names (`clip_l.transformer.text_model....`); nil where nothing can be patched.
    var weights: PatchableWeights<any TextEncoder>? { get }

    /// - Parameters:
    ///   - layer: whose output the result is: -1 for the last layer, -2 for the one before it, ...; nil for the one
    ///     that the model was trained with
    ///   - embedding: the textual inversions that prompts name
    func encode(
        _ prompt: Prompt, layer: Int?, embedding: EmbeddingLookup, _ compute: Compute
    ) throws -> EncodedPrompt

    /// Goes on with a prompt, as language models do.
    ///
    /// - Parameter progress: is called behind each token
    func write(
        _ prompt: Prompt, _ settings: WritingSettings, _ compute: Compute, progress: (_ tokens: Int) throws -> Void
    ) throws -> String
}

/// The vectors of the textual inversion of a name for one encoder, nil if there is none.
///
/// - Parameters:
///   - key: of the encoder in files that hold vectors for several: "clip_l", ...
///   - width: of a vector
package typealias EmbeddingLookup = (_ name: String, _ key: String, _ width: Int) throws -> [[Float]]?

extension TextEncoder {
    package var weights: PatchableWeights<any TextEncoder>? { nil }

    package func write(
        _ prompt: Prompt, _ settings: WritingSettings, _ compute: Compute, progress: (_ tokens: Int) throws -> Void
    ) throws -> String {
        throw ModelError(.unsupported, "this text encoder is no language model alone, and cannot write")
    }

    /// The encoder with further patches of its weights; it shares all that they do not touch.
    package func patched(by patches: [String: [any WeightPatch]], _ compute: Compute) throws -> any TextEncoder {
        guard let weights, !patches.isEmpty else { return self }
        return try weights.adding(patches).built(compute)
    }

    package func encode(_ prompt: Prompt, layer: Int? = nil, _ compute: Compute) throws -> EncodedPrompt {
        try encode(prompt, layer: layer, embedding: { _, _, _ in nil }, compute)
    }
}
