internal import Sampling

extension ModelFamily {
    /// Lumina-Image 2.0 (Qin et al., 2025, arXiv 2503.21758): one stream of Gemma 2's tokens and picture.
    static let lumina2 = ModelFamily(
        name: "Lumina 2",
        recognises: {
            $0.has("cap_embedder.1.weight") && $0.has("layers.0.adaLN_modulation.1.weight")
                // NewBie's is told a pooled prompt too
                && !$0.has("clip_text_pooled_proj.0.weight")
        },
        network: { try NextDiT($0) },
        sampling: { _, _ in FlowSampling(shift: 6, multiplier: 1) },
        latentFormat: .flux, layerNames: .nextDiT, text: .lumina2)
}
