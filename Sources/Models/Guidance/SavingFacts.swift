/// What a checkpoint says of a model, and where its text encoders lie in it.
package struct SavingFacts: Sendable {
    /// How a text encoder's weights are named.
    package enum TextLayout: Sendable {
        /// Hugging Face's names behind a prefix, without the projection.
        case huggingFace(String)
        /// open_clip's names behind a prefix.
        case openCLIP(String)
    }

    /// By the encoder's key: "clip_l", "clip_g", "clip_h".
    package var textLayouts: [String: TextLayout] = [:]
    /// What the names of a transformer's text encoders begin with, whichever they are; nil where `textLayouts` says.
    package var textRoot: String?
    /// What the names of the autoencoder's weights begin with.
    package var autoencoderRoot = "first_stage_model."
    /// `modelspec.architecture`; nil where ComfyUI says nothing.
    package var architecture: String?
    /// What its network was trained to predict: `modelspec.predict_key`.
    package var predictKey: String?
    /// The file has tables of positions that nobody reads, as the original's files do.
    package var hasPositionIDs = false

    package init() {}
}
