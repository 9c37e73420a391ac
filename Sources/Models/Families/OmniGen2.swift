internal import Sampling

extension ModelFamily {
    /// VectorSpaceLab (2025): Qwen2.5-VL's tokens, then reference pictures, then the picture; Flux.1's latents.
    static let omniGen2 = ModelFamily(
        name: "OmniGen2",
        recognises: {
            $0.has("time_caption_embed.timestep_embedder.linear_2.bias") && $0.has("ref_image_patch_embedder.weight")
        },
        network: { try OmniGen2Network($0) }, sampling: { _, _ in FlowSampling(shift: 2.6, multiplier: 1) },
        latentFormat: .flux, layerNames: .omniGen2, text: .omniGen2)
}
