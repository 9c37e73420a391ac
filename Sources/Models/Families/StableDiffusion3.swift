internal import Sampling

extension ModelFamily {
    /// Esser et al. (2024): text and picture in blocks of two streams, told the pooled prompts of both CLIPs.
    static let stableDiffusion3 = ModelFamily(
        name: "Stable Diffusion 3",
        recognises: { $0.has("joint_blocks.0.context_block.attn.qkv.weight") && $0.has("x_embedder.proj.weight") },
        network: { try MMDiT($0) }, sampling: { _, _ in FlowSampling(shift: 3) }, latentFormat: .sd3,
        vector: { entry, _, _, _ throws(ModelError) in try pooled(entry) }, layerNames: .mmdit,
        text: .stableDiffusion3, architecture: "stable-diffusion-v3-medium",
        autoencoderRoot: "first_stage_model.")
}
