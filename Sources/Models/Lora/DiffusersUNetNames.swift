internal import System

/// What diffusers calls the layers of a UNet in ldm's layout (huggingface/diffusers,
/// scripts/convert_original_stable_diffusion_to_diffusers.py). Blocks are counted through a network, levels in parts of it:
/// where a level ends is where a block resizes.
struct DiffusersUNetNames {
    /// The path of each block's layers in diffusers, by its own.
    private var paths: [String: String] = [:]

    private static let residual = [
        "in_layers.0": "norm1", "in_layers.2": "conv1", "emb_layers.1": "time_emb_proj", "out_layers.0": "norm2",
        "out_layers.3": "conv2", "skip_connection": "conv_shortcut",
    ]
    private static let ends: [String: [String]] = [
        "input_blocks.0.0": ["conv_in"], "out.0": ["conv_norm_out"], "out.2": ["conv_out"],
        "time_embed.0": ["time_embedding.linear_1"], "time_embed.2": ["time_embedding.linear_2"],
        "label_emb.0.0": ["class_embedding.linear_1", "add_embedding.linear_1"],
        "label_emb.0.2": ["class_embedding.linear_2", "add_embedding.linear_2"],
    ]

    /// - Parameter stems: the layers that there are.
    init(_ stems: [String]) {
        let stems = Set(stems)
        func has(_ path: String, _ layer: String) -> Bool { stems.contains("\(path).\(layer)") }
        var (level, block) = (0, 0)
        for index in 1... {
            let path = "input_blocks.\(index)"
            if has(path, "0.op") {
                paths["\(path).0.op"] = "down_blocks.\(level).downsamplers.0.conv"
                (level, block) = (level + 1, 0)
            } else if has(path, "0.in_layers.2") {
                paths["\(path).0"] = "down_blocks.\(level).resnets.\(block)"
                paths["\(path).1"] = "down_blocks.\(level).attentions.\(block)"
                block += 1
            } else {
                break
            }
        }
        paths["middle_block.0"] = "mid_block.resnets.0"
        paths["middle_block.1"] = "mid_block.attentions.0"
        paths["middle_block.2"] = "mid_block.resnets.1"
        (level, block) = (0, 0)
        for index in 0... {
            let path = "output_blocks.\(index)"
            guard has(path, "0.in_layers.2") else { break }
            paths["\(path).0"] = "up_blocks.\(level).resnets.\(block)"
            paths["\(path).1"] = "up_blocks.\(level).attentions.\(block)"
            block += 1
            for layer in ["1.conv", "2.conv"] where has(path, layer) {
                paths["\(path).\(layer)"] = "up_blocks.\(level).upsamplers.0.conv"
                (level, block) = (level + 1, 0)
            }
        }
    }

    /// What diffusers calls a layer: nothing, one name, or two.
    func names(of stem: String) -> [String] {
        if let names = Self.ends[stem] { return names }
        if let whole = paths[stem] { return [whole] }
        let parts = stem.split(separator: ".")
        let depth = parts.first == "middle_block" ? 2 : 3
        guard parts.count > depth, let path = paths[parts[..<depth].joined(separator: ".")] else { return [] }
        let layer = parts[depth...].joined(separator: ".")
        guard path.contains(text: ".resnets.") else { return ["\(path).\(layer)"] }
        return Self.residual[layer].map { ["\(path).\($0)"] } ?? []
    }
}
