internal import Sampling
internal import Tensors

extension ModelFamily {
    /// Black Forest Labs (2024): taught guidance by distillation (dev, Kontext, Fill), or distilled to a few steps
    /// (schnell).
    static let flux = ModelFamily(
        name: "Flux.1",
        recognises: { names in
            names.has("double_blocks.0.img_attn.norm.key_norm.scale") && names.has("img_in.weight")
                && !names.has("double_stream_modulation_img.lin.weight")
                && !names.has("distilled_guidance_layer.norms.0.scale")
                && !names.has("distilled_guidance_layer.0.norms.0.scale")
        },
        network: { try FluxNetwork($0) },
        sampling: { network, _ in
            if network.has("guidance_in.in_layer.weight") { return ExponentialFlowSampling(shift: 1.15) }
            return FlowSampling(shift: 1, multiplier: 1)
        },
        latentFormat: .flux, vector: { entry, _, _, _ throws(ModelError) in try pooled(entry) },
        extras: { network, _, _ in FluxExtras.maker(network) }, layerNames: .flux, text: .flux)

    /// Black Forest Labs (2025): fewer and wider blocks that share their modulations, latents of 128 channels.
    static let flux2 = ModelFamily(
        name: "Flux.2",
        recognises: {
            $0.has("double_blocks.0.img_attn.norm.key_norm.scale")
                && $0.has("double_stream_modulation_img.lin.weight")
        },
        network: { try FluxNetwork($0) }, sampling: { _, _ in ExponentialFlowSampling(shift: 2.02) },
        latentFormat: .flux2, layerNames: .flux, text: .klein4B, .klein8B, .flux2)

    /// The pooled prompt, which a network is told as it is; nil where there is none and the network does without.
    static func pooled(_ entry: Conditioning.Entry, isNeeded: Bool = false) throws(ModelError) -> Tensor? {
        guard let pooled = entry.pooled, pooled.rank == 2, pooled.count > 0 else {
            if entry.pooled == nil && !isNeeded { return nil }
            throw ModelError(.badInput, "the conditioning has no pooled output, which this model wants to be told")
        }
        return pooled
    }
}
