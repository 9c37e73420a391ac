internal import Sampling
internal import Tensors

extension ModelFamily {
    /// HiDream.ai (2025): Llama 3's layers and T5's tokens, told the pooled prompts of both CLIPs; Flux.1's latents.
    static let hiDream = ModelFamily(
        name: "HiDream",
        recognises: {
            $0.has("caption_projection.0.linear.weight") && $0.has("double_stream_blocks.0.block.attn1.to_q.weight")
        },
        network: { try HiDreamNetwork($0) }, sampling: { _, _ in FlowSampling(shift: 1) },
        latentFormat: .flux, vector: { entry, _, _, _ throws(ModelError) in try pooled(entry, isNeeded: true) },
        extras: { _, _, _ in
            { entry, situation, model, compute in
                // the picture that the editing model changes
                EntryExtras(
                    concat: try entry.concatLatent.map {
                        try ConcatenatedImage.fitted(
                            model.latentFormat.scale.modelLatent($0), situation, compute)
                    })
            }
        },
        layerNames: .hiDream)
}
