internal import Tensors

/// The names of a UNet's tensors in Hugging Face's diffusers (`UNet2DConditionModel`, and `ControlNetModel`, which has a
/// half of one), and what they are called in the original layout. Facts from diffusers'
/// scripts/convert_diffusers_to_original_stable_diffusion.py and convert_diffusers_to_original_sdxl.py.
enum DiffusersUNet {
    /// Whether a file has a UNet or a ControlNet of these names.
    static func isIn(_ file: any WeightSource) -> Bool {
        file.info("conv_in.weight") != nil && file.info("time_embedding.linear_1.weight") != nil
    }

    /// The file's tensors under their original names; what else there is keeps its name.
    static func renamed(_ file: any WeightSource) -> RenamedSource {
        let structure = Structure(file)
        return RenamedSource(file) { structure.originalName($0) ?? $0 }
    }

    /// How ComfyUI cuts the attention of a ControlNet of these names; nil: as the layers around its transformers tell.
    /// Those with one residual block a level, as SDXS', have heads of a fixed width whatever the layers are, unlike the
    /// UNets that they are for (comfy/model_detection.py).
    static func heads(ofControlNet file: any WeightSource) -> UNetBuilder.Heads? {
        file.info("down_blocks.0.resnets.1.norm1.weight") == nil ? .later : nil
    }

    private static let roots = [
        "conv_in": "input_blocks.0.0", "time_embedding.linear_1": "time_embed.0",
        "time_embedding.linear_2": "time_embed.2", "add_embedding.linear_1": "label_emb.0.0",
        "add_embedding.linear_2": "label_emb.0.2", "class_embedding.linear_1": "label_emb.0.0",
        "class_embedding.linear_2": "label_emb.0.2", "conv_norm_out": "out.0", "conv_out": "out.2",
        "controlnet_mid_block": "middle_block_out.0",
        "controlnet_cond_embedding.conv_in": "input_hint_block.0",
    ]
    private static let residualBlock = [
        "norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
        "conv2": "out_layers.3", "conv_shortcut": "skip_connection",
    ]

    /// How many residual blocks each level has, and which have transformers, as the names of a file tell.
    private struct Structure {
        /// Of `down_blocks.N` and `up_blocks.N`.
        private var blocks: [String: Int] = [:]
        private var withTransformers: Set<String> = []
        /// Of a ControlNet's encoder of hints, between the first and the last.
        private var hintBlocks = 0

        init(_ file: any WeightSource) {
            for name in file.names {
                let parts = name.split(separator: ".", maxSplits: 4)
                guard parts.count > 3 else { continue }
                if parts[0] == "controlnet_cond_embedding", let index = Self.number(parts[2]) {
                    hintBlocks = max(hintBlocks, index + 1)
                }
                guard parts[0] == "down_blocks" || parts[0] == "up_blocks" else { continue }
                let level = "\(parts[0]).\(parts[1])"
                if parts[2] == "resnets", let index = Self.number(parts[3]) {
                    blocks[level] = max(blocks[level] ?? 0, index + 1)
                }
                if parts[2] == "attentions" { withTransformers.insert(level) }
            }
        }

        /// A small one.
        private static func number(_ text: Substring) -> Int? {
            guard text.utf8.count < 4, let number = Int(text), number >= 0 else { return nil }
            return number
        }

        /// Blocks of the levels before `level` of one half; `beside`: what each level has beside its residual blocks.
        private func blocksBefore(_ half: String, _ level: Int, beside: Int) -> Int {
            (0..<level).reduce(0) { $0 + (blocks["\(half).\($1)"] ?? 0) + beside }
        }

        func originalName(_ name: String) -> String? {
            guard let dot = name.lastIndex(of: ".") else { return nil }
            let (stem, kind) = (String(name[..<dot]), name[dot...])
            if let root = DiffusersUNet.roots[stem] { return root + kind }
            return originalStem(stem.split(separator: ".")).map { $0 + kind }
        }

        private func originalStem(_ parts: [Substring]) -> String? {
            switch parts[0] {
            case "controlnet_down_blocks" where parts.count == 2: return "zero_convs.\(parts[1]).0"
            case "controlnet_cond_embedding" where parts.count == 2 && parts[1] == "conv_out":
                return "input_hint_block.\(2 * (hintBlocks + 1))"
            case "controlnet_cond_embedding" where parts.count == 3:
                return Self.number(parts[2]).map { "input_hint_block.\(2 * ($0 + 1))" }
            case "mid_block" where parts.count > 3:
                guard let index = Self.number(parts[2]) else { return nil }
                let isTransformer = parts[1] == "attentions"
                return "middle_block.\(isTransformer ? 1 : 2 * index)." + layer(parts[3...], isTransformer)
            case "down_blocks" where parts.count > 4, "up_blocks" where parts.count > 4:
                return inLevel(parts)
            default: return nil
            }
        }

        private func inLevel(_ parts: [Substring]) -> String? {
            guard let level = Self.number(parts[1]), let index = Self.number(parts[3]) else { return nil }
            let isDown = parts[0] == "down_blocks"
            let own = blocks["\(parts[0]).\(level)"] ?? 0
            // a level of the encoder ends with a block that halves the image, one of the decoder doubles it in its last
            let first =
                isDown
                ? 1 + blocksBefore("down_blocks", level, beside: 1)
                : blocksBefore("up_blocks", level, beside: 0)
            let half = isDown ? "input_blocks" : "output_blocks"
            switch parts[2] {
            case "resnets": return "\(half).\(first + index).0." + layer(parts[4...], false)
            case "attentions": return "\(half).\(first + index).1." + layer(parts[4...], true)
            case "downsamplers": return "\(half).\(first + own).0.op"
            case "upsamplers":
                let place = withTransformers.contains("up_blocks.\(level)") ? 2 : 1
                return "\(half).\(first + own - 1).\(place).conv"
            default: return nil
            }
        }

        private func layer(_ parts: ArraySlice<Substring>, _ isTransformer: Bool) -> String {
            let path = parts.joined(separator: ".")
            return isTransformer ? path : DiffusersUNet.residualBlock[path] ?? path
        }
    }
}
