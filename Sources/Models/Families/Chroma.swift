internal import Sampling

extension ModelFamily {
    /// lodestones (2025): Flux.1 schnell made smaller, with T5 alone.
    static let chroma = ModelFamily(
        name: "Chroma",
        recognises: { names in
            names.has("double_blocks.0.img_attn.norm.key_norm.scale") && names.has("img_in.weight")
                && names.has("distilled_guidance_layer.norms.0.scale") && !names.has("nerf_blocks.0.norm.scale")
        },
        network: { try ChromaNetwork($0) }, sampling: { _, _ in ExponentialFlowSampling(shift: 1.15) },
        latentFormat: .flux, layerNames: .flux, text: .chroma,
        textRoot: "cond_stage_model.", autoencoderRoot: "first_stage_model.")

    /// lodestones (2025): the same, over pixels.
    static let chromaRadiance = ModelFamily(
        name: "Chroma Radiance",
        recognises: { $0.has("nerf_blocks.0.norm.scale") && $0.has("distilled_guidance_layer.norms.0.scale") },
        network: { try ChromaRadianceNetwork($0) }, sampling: { _, _ in ExponentialFlowSampling(shift: 1.15) },
        latentFormat: .pixels, layerNames: .flux, text: .chroma,
        textRoot: "cond_stage_model.", autoencoderRoot: "first_stage_model.")
}
