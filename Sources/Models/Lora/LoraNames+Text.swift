/// By which names LoRA files call the weights of text encoders.
extension LoraMap {
    /// Layers that are named with `_` in kohya's files.
    private static let layers = [
        "mlp.fc1", "mlp.fc2", "self_attn.k_proj", "self_attn.q_proj", "self_attn.v_proj", "self_attn.out_proj",
    ]

    /// - Parameter names: of the weights of all encoders of a model, as ComfyUI calls them:
    ///   `clip_l.transformer.text_model....`
    package init(textWeights names: [String]) {
        self.init()
        let (hasL, hasG) = (names.contains { $0.hasPrefix("clip_l.") }, names.contains { $0.hasPrefix("clip_g.") })
        for name in names where name.hasSuffix(".weight") {
            let stem = String(name.dropLast(".weight".count))
            let target = LoraTarget(name)
            self["text_encoders.\(stem)"] = target
            let parts = stem.split(separator: ".", maxSplits: 2)
            guard parts.count == 3, parts[1] == "transformer" else { continue }
            let (encoder, path) = (parts[0], String(parts[2]))
            if encoder == "t5xxl" {
                // counted behind the CLIPs; OneTrainer counts Flux.1's second, others third
                let places = hasL && !hasG ? [2, 3] : [1 + (hasL ? 1 : 0) + (hasG ? 1 : 0)]
                for place in places { self["lora_te\(place)_\(LoraMap.joined(path))"] = target }
                continue
            }
            if path.hasSuffix("text_projection") {
                if encoder == "clip_g" {
                    self["lora_prior_te_text_projection"] = target
                    self["lora_te2_text_projection"] = target
                } else if encoder == "clip_l" {
                    self["lora_te1_text_projection"] = target
                }
                continue
            }
            guard path.hasPrefix("text_model.encoder.layers."),
                Self.layers.contains(where: { path.hasSuffix(".\($0)") })
            else { continue }
            let joined = LoraMap.joined(path)
            switch encoder {
            case "clip_l", "clip_h":
                self["lora_te_\(joined)"] = target
                self["lora_te1_\(joined)"] = target
                self["text_encoder.\(path)"] = target
            case "clip_g" where hasL:
                self["lora_te2_\(joined)"] = target
                self["text_encoder_2.\(path)"] = target
            case "clip_g":
                self["lora_te_\(joined)"] = target
                self["text_encoder.\(path)"] = target
                self["lora_prior_te_\(joined)"] = target
            default: break
            }
        }
    }

    /// Whether a name in a LoRA's file is that of a text encoder's layer, of whichever one.
    package static func isOfText(_ name: String) -> Bool {
        ["lora_te", "lora_prior_te_", "text_encoder"].contains { name.hasPrefix($0) }
    }
}
