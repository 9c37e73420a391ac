internal import Tensors

/// In what language models that predict the next token differ beside their sizes, which files tell. The constants are
/// those of the models' published configurations (`config.json`).
struct DecoderVariant: Sendable {
    /// Base of the rotary positions' frequencies.
    var theta: Float
    /// Of the norms.
    var eps: Float = 1e-6
    /// Of the gate.
    var activation = Activation.silu
    /// Numbers of a head, where no norm of queries tells it.
    var headWidth = 128
    /// What files leave out of the norms' weights.
    var missingOfNorms: Float = 0
    /// Whether tokens' vectors are multiplied by the root of their width, and sums are normed behind layers too.
    var isGemma = false
    /// How many pairs of a head turn with the time, the row and the column of a picture's token; empty: there is but one
    /// position (Wang et al., 2024, arXiv 2409.12191, section 2.1).
    var sections: [Int] = []

    static let qwen25 = DecoderVariant(theta: 1e6, sections: [16, 24, 24])
    static let qwen3 = DecoderVariant(theta: 1e6)
    /// Llama 3 and 3.1 8B.
    static let llama3 = DecoderVariant(theta: 500_000, eps: 1e-5)
    /// Mistral Small 3.2.
    static let mistral = DecoderVariant(theta: 1e9, eps: 1e-5)

    /// - Parameter file: llama.cpp's GGUF files have whole norms.
    static func gemma2(_ file: any WeightSource) -> DecoderVariant {
        DecoderVariant(
            theta: 10_000, activation: .tanhGelu, headWidth: 256,
            missingOfNorms: file.metadata["general.architecture"] == nil ? 1 : 0, isGemma: true)
    }
}
