internal import Sampling

extension ModelFamily {
    /// Tongyi-MAI (2025): one stream of Qwen3's tokens and picture, heads of 128, modulated without an activation.
    static let zImage = ModelFamily(
        name: "Z-Image",
        recognises: { $0.has("cap_embedder.1.weight") && $0.has("layers.0.adaLN_modulation.0.weight") },
        network: { try NextDiT($0) },
        sampling: { _, _ in FlowSampling(shift: 3, multiplier: 1) },
        latentFormat: .flux, layerNames: .nextDiT, text: .zImage)
}
