/// How an autoencoder's tensors are named.
enum AutoencoderLayout: Sendable, Equatable {
    /// The original one (CompVis/latent-diffusion), behind a prefix.
    case original(prefix: String)
    /// That of Hugging Face's diffusers.
    case diffusers
    /// That of Wan 2.1 (Wan-Video/Wan2.1), behind a prefix.
    case wan(prefix: String)
}
