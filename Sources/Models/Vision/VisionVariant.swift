internal import Tensors

/// In what the encoders of pictures differ beside their sizes, which files tell.
struct VisionVariant: Sendable {
    let activation: Activation
    /// SigLIP: no token for the whole picture, and no norm before the layers but one behind them, for all tokens.
    let isSigLIP: Bool
    /// What colours are normed by.
    let mean: [Float]
    let deviation: [Float]

    /// How many heads an encoder has: 16 in every published model. Narrower ones have fewer where a head's width is
    /// known: SigLIP's and ViT-H's.
    static func heads(width: Int, isSigLIP: Bool, depth: Int) -> Int {
        let known = isSigLIP ? 72 : (31..<40).contains(depth) ? 80 : 0
        return known > 0 && width % known == 0 ? width / known : 16
    }

    /// OpenAI's ViT-L/14 (Radford et al. 2021).
    static let clipL = VisionVariant(activation: .quickGelu)
    /// OpenCLIP's ViT-H/14 and ViT-bigG/14.
    static let openCLIP = VisionVariant(activation: .gelu)
    /// Google's SigLIP (Zhai et al. 2023), so400m.
    static let sigLIP = VisionVariant(
        activation: .tanhGelu, isSigLIP: true, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

    /// The numbers are those of CLIP's own preprocessing.
    private init(
        activation: Activation, isSigLIP: Bool = false, mean: [Float] = [0.48145466, 0.4578275, 0.40821073],
        deviation: [Float] = [0.26862954, 0.26130258, 0.27577711]
    ) {
        self.activation = activation
        self.isSigLIP = isSigLIP
        self.mean = mean
        self.deviation = deviation
    }
}
