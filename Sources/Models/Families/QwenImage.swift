internal import Sampling

extension ModelFamily {
    /// Wu et al. (2025): Qwen2.5-VL's tokens beside the picture's, latents of Wan's autoencoder.
    static let qwenImage = ModelFamily(
        name: "Qwen-Image",
        recognises: { $0.has("txt_norm.weight") && $0.has("transformer_blocks.0.img_mod.1.weight") },
        network: { try QwenImageNetwork($0) }, sampling: { _, _ in ExponentialFlowSampling(shift: 1.15) },
        latentFormat: .wan21, layerNames: .qwenImage, text: .qwenImage)
}
