/// How an autoencoder's tensors are named.
enum AutoencoderLayout: Sendable, Equatable {
    /// The original one (CompVis/latent-diffusion), behind a prefix.
    case original(prefix: String)
    /// That of Hugging Face's diffusers.
    case diffusers
}
