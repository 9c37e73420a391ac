internal import Sampling

extension ModelFamily {
    /// fal (2024): told the time alone, with Pile-T5's tokens and SDXL's latents.
    static let auraFlow = ModelFamily(
        name: "AuraFlow",
        recognises: { $0.has("double_layers.0.attn.w1q.weight") && $0.has("positional_encoding") },
        network: { try AuraFlowNetwork($0) }, sampling: { _, _ in FlowSampling(shift: 1.73, multiplier: 1) },
        latentFormat: .sdxl, layerNames: .auraFlow, text: .auraFlow)
}
