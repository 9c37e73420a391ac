/// How images and latents are resized; the raw values are ComfyUI's names.
package enum ResamplingMethod: String, CaseIterable, Sendable {
    case nearestExact = "nearest-exact"
    case bilinear, area, bicubic, lanczos, bislerp

    /// The choices of the image nodes and of the latent nodes, in ComfyUI's order.
    package static let forImages: [ResamplingMethod] = [.nearestExact, .bilinear, .area, .bicubic, .lanczos]
    package static let forLatents: [ResamplingMethod] = [.nearestExact, .bilinear, .area, .bicubic, .bislerp]
}
