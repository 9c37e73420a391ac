/// The small text encoders of make_dit_checkpoint.py and what goes with them, bit for bit.
extension SyntheticLayout {
    package static let clipLSmall = transformer(.F16) { $0.clip(width: 128, depth: 12) }
    package static let clipGSmall = transformer(.F16) { $0.clip(width: 192, depth: 32) }

    private static let fluxT5 = TransformerLayout.T5Shape(width: 128, heads: 4, headWidth: 32, feedForward: 256)

    package static let t5XXLSmall = transformer(.F16) { $0.t5(fluxT5) }

    /// As wide as the real one. 158 MB.
    package static let t5XXLWide = transformer(.F16) {
        $0.t5(.init(width: 4096, heads: 2, headWidth: 8, feedForward: 16, table: .F8_E4M3))
    }

    package static let t5XLSmall = transformer(.F16) {
        $0.t5(.init(width: 2048, heads: 2, headWidth: 16, feedForward: 32, hasOwnBiases: true, table: .F8_E4M3))
    }

    package static let t5OldSmall = transformer(.F16) {
        $0.t5(.init(width: 1024, heads: 2, headWidth: 32, feedForward: 64, isGated: false, table: .F8_E4M3))
    }

    /// - Parameter vocabulary: a SentencePiece model.
    package static func umt5Small(_ vocabulary: [UInt8]) -> SyntheticLayout {
        transformer(.F16) {
            $0.constant("spiece_model", vocabulary.map(Double.init), shape: [vocabulary.count], element: .U8)
            var shape = fluxT5
            (shape.vocabulary, shape.hasOwnBiases) = (1536, true)
            $0.t5(shape)
        }
    }

    package static let sigLIPSmall = transformer(.F16) { $0.sigLIP(width: 144, feedForward: 288, depth: 27) }

    package static let reduxSmall = transformer(.BF16) {
        $0.linear("redux_up", 144, 3 * 128)
        $0.linear("redux_down", 3 * 128, 128, gain: 1.5)
    }

    /// A checkpoint of Flux.1 schnell's parts.
    package static let fluxCheckpointSmall = transformer(.F16) {
        $0.at("model.diffusion_model.") {
            $0.flux(.init(width: 256, double: 1, single: 1, context: 128, vector: 128, isGuided: false))
        }
        $0.at("text_encoders.clip_l.transformer.") { $0.clip(width: 128, depth: 12) }
        $0.at("text_encoders.t5xxl.transformer.") { $0.t5(fluxT5) }
        $0.at("vae.") { $0.autoencoder(latent: 16) }
    }

    /// A checkpoint of Stable Diffusion 3's parts but T5.
    package static let sd3CheckpointSmall = transformer(.F16) {
        $0.at("model.diffusion_model.") {
            $0.mmdit(.init(depth: 3, dual: 0, vector: 320, context: 4096, side: 32, normsHeads: false))
        }
        $0.at("text_encoders.clip_l.transformer.") { $0.clip(width: 128, depth: 12) }
        $0.at("text_encoders.clip_g.transformer.") { $0.clip(width: 192, depth: 32) }
        $0.at("first_stage_model.") { $0.autoencoder(latent: 16) }
    }

    /// Stable Diffusion 3.5's network for pooled prompts of full width.
    package static let sd35WideSmall = transformer(.F16) {
        $0.mmdit(.init(depth: 2, dual: 1, vector: 2048, context: 4096, side: 32))
    }

    package static let fluxLoraSmall = transformer(.F16) {
        let width = 256
        for i in 0..<2 {
            $0.at("transformer.transformer_blocks.\(i).") {
                for name in [
                    "to_q", "to_k", "to_v", "add_q_proj", "add_k_proj", "add_v_proj", "to_out.0", "to_add_out",
                ] {
                    $0.lora("attn.\(name)", width, width)
                }
                for name in ["norm1", "norm1_context"] { $0.lora("\(name).linear", width, 6 * width) }
                for name in ["ff", "ff_context"] {
                    $0.lora("\(name).net.0.proj", width, 4 * width)
                    $0.lora("\(name).net.2", 4 * width, width)
                }
            }
            $0.at("transformer.single_transformer_blocks.\(i).") {
                for name in ["to_q", "to_k", "to_v"] { $0.lora("attn.\(name)", width, width) }
                $0.lora("norm.linear", width, 3 * width)
                $0.lora("proj_mlp", width, 4 * width)
                $0.lora("proj_out", 5 * width, width)
            }
        }
    }
}
