/// LoRAs of the transformers, as make_dit_checkpoint.py writes them.
extension SyntheticLayout {
    package static let zImageLoraSmall = transformer(.F16) {
        let width = 256
        for (path, isModulated) in [
            ("layers.0", true), ("layers.1", true), ("noise_refiner.0", true), ("context_refiner.1", false),
        ] {
            $0.at("diffusion_model.\(path).") {
                for name in ["to_q", "to_k", "to_v", "to_out.0"] {
                    $0.lora("attention.\(name)", width, width, alpha: 8)
                }
                for (name, inputs, outputs) in [("w1", width, 768), ("w2", 768, width), ("w3", width, 768)] {
                    $0.lora("feed_forward.\(name)", inputs, outputs, alpha: 8)
                }
                if isModulated { $0.lora("adaLN_modulation.0", 256, 4 * width, alpha: 8) }
            }
        }
    }

    /// Of Qwen-Image, under three prefixes that mean the same.
    package static let qwenImageLoraSmall = transformer(.F16) {
        let width = 256
        for (i, prefix) in ["", "transformer.", "diffusion_model."].enumerated() {
            $0.at("\(prefix)transformer_blocks.\(i).") {
                for name in [
                    "to_q", "to_k", "to_v", "add_q_proj", "add_k_proj", "add_v_proj", "to_out.0", "to_add_out",
                ] {
                    $0.lora("attn.\(name)", width, width)
                }
                for part in ["img", "txt"] {
                    $0.lora("\(part)_mod.1", width, 6 * width)
                    $0.lora("\(part)_mlp.net.0.proj", width, 4 * width)
                    $0.lora("\(part)_mlp.net.2", 4 * width, width)
                }
            }
        }
    }

    package static let kleinLoraSmall = transformer(.F16) {
        let width = 256
        for i in 0..<2 {
            $0.at("diffusion_model.double_blocks.\(i).") {
                for part in ["img", "txt"] {
                    $0.lora("\(part)_attn.qkv", width, 3 * width)
                    $0.lora("\(part)_attn.proj", width, width)
                    $0.lora("\(part)_mlp.0", width, 6 * width)
                    $0.lora("\(part)_mlp.2", 3 * width, width)
                }
            }
            $0.at("diffusion_model.single_blocks.\(i).") {
                $0.lora("linear1", width, 9 * width)
                $0.lora("linear2", 4 * width, width)
            }
        }
    }
}
