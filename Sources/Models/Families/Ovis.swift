internal import Sampling

extension ModelFamily {
    /// AIDC (2025): Flux.1's blocks with gated feed-forward parts, and a language model's tokens.
    static let ovisImage = ModelFamily(
        name: "Ovis Image",
        recognises: { $0.has("double_blocks.0.img_mlp.gate_proj.weight") && $0.has("txt_norm.scale") },
        network: { try FluxNetwork($0) }, sampling: { _, _ in FlowSampling(shift: 1, multiplier: 1) },
        latentFormat: .flux, extras: { network, _, _ in FluxExtras.maker(network) }, layerNames: .flux)
}
