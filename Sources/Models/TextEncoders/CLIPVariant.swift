internal import Tensors
internal import Tokenizers

/// In what CLIP's text encoders differ beside their sizes, which files tell.
struct CLIPVariant: Sendable {
    /// Names it among a model's encoders.
    var key: String
    /// What fills its chunks up.
    var padToken: Int
    var activation: Activation
    /// Whose output is the result where nobody asks for another: -1 for the last layer's.
    var layer = -1
    /// Whether the last norm follows whichever layer's output is the result.
    var normsHidden = true
    /// Whether the pooled output goes through the projection, where a file has one.
    var projectsPooled = true

    /// What ComfyUI's names of its weights begin with.
    var weightPrefix: String { "clip_\(key).transformer.text_model." }

    /// OpenAI's ViT-L/14 (Radford et al. 2021): Stable Diffusion 1's.
    static let l = CLIPVariant(key: "l", padToken: CLIPTokenizer.endToken, activation: .quickGelu)
    /// OpenCLIP's ViT-H/14: Stable Diffusion 2's, which reads the last layer but one.
    static let h = CLIPVariant(key: "h", padToken: 0, activation: .gelu, layer: -2)
    /// The two of SDXL, which reads them before the norm: ViT-L/14 and OpenCLIP's ViT-bigG/14.
    static let xlL = CLIPVariant(
        key: "l", padToken: CLIPTokenizer.endToken, activation: .quickGelu, layer: -2, normsHidden: false)
    static let xlG = CLIPVariant(key: "g", padToken: 0, activation: .gelu, layer: -2, normsHidden: false)
    /// Stable Diffusion 3's and Flux.1's ViT-L/14, whose pooled outputs are not projected.
    static let sd3L = CLIPVariant(
        key: "l", padToken: CLIPTokenizer.endToken, activation: .quickGelu, layer: -2, normsHidden: false,
        projectsPooled: false)
    static let fluxL = CLIPVariant(
        key: "l", padToken: CLIPTokenizer.endToken, activation: .quickGelu, projectsPooled: false)
}
