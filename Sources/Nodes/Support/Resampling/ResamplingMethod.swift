/// How images and latents are resized; the raw values are ComfyUI's names.
enum ResamplingMethod: String, CaseIterable {
    case nearestExact = "nearest-exact"
    case bilinear, area, bicubic, lanczos, bislerp

    /// The choices of the image nodes and of the latent nodes, in ComfyUI's order.
    static let forImages: [ResamplingMethod] = [.nearestExact, .bilinear, .area, .bicubic, .lanczos]
    static let forLatents: [ResamplingMethod] = [.nearestExact, .bilinear, .area, .bicubic, .bislerp]
}
