extension LayerNames {
    /// Z-Image's and Lumina 2's: diffusers has queries, keys and values apart.
    package static let nextDiT = LayerNames(
        dotted: ["diffusion_model.", "transformer.", ""], joined: ["lycoris_"]
    ) { stem, rows, columns in
        if let end = ["final_layer.linear", "final_layer.adaLN_modulation.1"].first(where: { $0 == stem }) {
            return [LayerName("all_final_layer.2-1." + end.dropFirst("final_layer.".count), stem)]
        }
        if stem == "x_embedder" { return [LayerName("all_x_embedder.2-1", stem)] }
        guard let block = block(stem) else { return [LayerName(stem, stem)] }
        let path = "\(block.kind).\(block.index)."
        switch block.rest {
        case "attention.qkv":
            // in Lumina 2 several queries have a key and a value together
            let width = columns.map { min($0, rows) } ?? rows / 3
            let narrow = (rows - width) / 2
            return [("to_q", 0, width), ("to_k", width, narrow), ("to_v", width + narrow, narrow)].map {
                LayerName("\(path)attention.\($0)", stem, rows: $1..<$1 + $2)
            }
        case "attention.q_norm": return [LayerName(path + "attention.norm_q", stem), LayerName(stem, stem)]
        case "attention.k_norm": return [LayerName(path + "attention.norm_k", stem), LayerName(stem, stem)]
        case "attention.out": return [LayerName(path + "attention.to_out.0", stem), LayerName(stem, stem)]
        default: return [LayerName(stem, stem)]
        }
    }

    /// Qwen-Image's: diffusers' own layers.
    package static let qwenImage = LayerNames(dotted: ["", "transformer."], joined: ["lycoris_"]) { stem, _, _ in
        [LayerName(stem, stem)]
    }

    /// OmniGen2's: its own layers, as they are.
    package static let omniGen2 = LayerNames(dotted: [""], joined: []) { stem, _, _ in [LayerName(stem, stem)] }

    /// HiDream's: its own layers, as SimpleTuner calls them.
    package static let hiDream = LayerNames(dotted: ["transformer."], joined: ["lycoris_"]) { stem, _, _ in
        [LayerName(stem, stem)]
    }

    /// Stable Diffusion 3's.
    package static let mmdit = LayerNames(
        dotted: ["transformer.", "base_model.model."], joined: ["lora_transformer_", "lycoris_"]
    ) { stem, rows, _ in
        guard let block = block(stem), block.kind == "joint_blocks" else {
            return ends(mmditEnds, stem)
        }
        let path = "transformer_blocks.\(block.index)."
        switch block.rest {
        case "x_block.attn.qkv": return thirds(path + "attn.", ["to_q", "to_k", "to_v"], stem, rows)
        case "x_block.attn2.qkv": return thirds(path + "attn2.", ["to_q", "to_k", "to_v"], stem, rows)
        case "context_block.attn.qkv":
            return thirds(path + "attn.", ["add_q_proj", "add_k_proj", "add_v_proj"], stem, rows)
        case "context_block.adaLN_modulation.1":
            // the last block's is a shift and a scale alone; there are as many blocks as the width has times 64
            let isLast = rows % (2 * 64) == 0 && Int(block.index) == rows / (2 * 64) - 1
            return [LayerName(path + "norm1_context.linear", stem, exchangesHalves: isLast)]
        default: return mmditBlock[block.rest].map { [LayerName(path + $0, stem)] } ?? []
        }
    }

    /// Of the layers of a network of so many blocks.
    static func mmditStems(_ blocks: Int) -> [String] {
        let stems =
            Array(mmditBlock.keys) + [
                "x_block.attn.qkv", "x_block.attn2.qkv", "context_block.attn.qkv", "context_block.adaLN_modulation.1",
            ]
        return Array(mmditEnds.keys) + (0..<blocks).flatMap { block in stems.map { "joint_blocks.\(block).\($0)" } }
    }

    private static let mmditBlock = [
        "context_block.attn.proj": "attn.to_add_out", "context_block.mlp.fc1": "ff_context.net.0.proj",
        "context_block.mlp.fc2": "ff_context.net.2",
        "x_block.adaLN_modulation.1": "norm1.linear", "x_block.attn.proj": "attn.to_out.0",
        "x_block.attn2.proj": "attn2.to_out.0", "x_block.mlp.fc1": "ff.net.0.proj", "x_block.mlp.fc2": "ff.net.2",
        "x_block.attn.ln_q": "attn.norm_q", "x_block.attn.ln_k": "attn.norm_k",
        "x_block.attn2.ln_q": "attn2.norm_q", "x_block.attn2.ln_k": "attn2.norm_k",
        "context_block.attn.ln_q": "attn.norm_added_q", "context_block.attn.ln_k": "attn.norm_added_k",
    ]

    private static let mmditEnds = [
        "context_embedder": "context_embedder", "t_embedder.mlp.0": "time_text_embed.timestep_embedder.linear_1",
        "t_embedder.mlp.2": "time_text_embed.timestep_embedder.linear_2", "x_embedder.proj": "pos_embed.proj",
        "y_embedder.mlp.0": "time_text_embed.text_embedder.linear_1",
        "y_embedder.mlp.2": "time_text_embed.text_embedder.linear_2", "final_layer.linear": "proj_out",
        "final_layer.adaLN_modulation.1": "norm_out.linear",
    ]

    /// AuraFlow's.
    package static let auraFlow = LayerNames(dotted: ["transformer."], joined: []) { stem, _, _ in
        guard let block = block(stem) else { return ends(auraFlowEnds, stem) }
        let isDouble = block.kind == "double_layers"
        let path = isDouble ? "joint_transformer_blocks.\(block.index)." : "single_transformer_blocks.\(block.index)."
        let name = (isDouble ? auraFlowDouble : auraFlowSingle)[block.rest]
        return name.map { [LayerName(path + $0, stem)] } ?? []
    }

    /// Of the layers of a network of so many blocks.
    static func auraFlowStems(double: Int, single: Int) -> [String] {
        Array(auraFlowEnds.keys)
            + (0..<double).flatMap { block in auraFlowDouble.keys.map { "double_layers.\(block).\($0)" } }
            + (0..<single).flatMap { block in auraFlowSingle.keys.map { "single_layers.\(block).\($0)" } }
    }

    private static let auraFlowDouble = [
        "attn.w2q": "attn.to_q", "attn.w2k": "attn.to_k", "attn.w2v": "attn.to_v", "attn.w2o": "attn.to_out.0",
        "attn.w1q": "attn.add_q_proj", "attn.w1k": "attn.add_k_proj", "attn.w1v": "attn.add_v_proj",
        "attn.w1o": "attn.to_add_out", "mlpX.c_fc1": "ff.linear_1", "mlpX.c_fc2": "ff.linear_2",
        "mlpX.c_proj": "ff.out_projection", "mlpC.c_fc1": "ff_context.linear_1", "mlpC.c_fc2": "ff_context.linear_2",
        "mlpC.c_proj": "ff_context.out_projection", "modX.1": "norm1.linear", "modC.1": "norm1_context.linear",
    ]

    private static let auraFlowSingle = [
        "attn.w1q": "attn.to_q", "attn.w1k": "attn.to_k", "attn.w1v": "attn.to_v", "attn.w1o": "attn.to_out.0",
        "modCX.1": "norm1.linear", "mlp.c_fc1": "ff.linear_1", "mlp.c_fc2": "ff.linear_2",
        "mlp.c_proj": "ff.out_projection",
    ]

    private static let auraFlowEnds = [
        "t_embedder.mlp.0": "time_step_proj.linear_1", "t_embedder.mlp.2": "time_step_proj.linear_2",
        "cond_seq_linear": "context_embedder", "init_x_linear": "pos_embed.proj", "final_linear": "proj_out",
        "modF.1": "norm_out.linear",
    ]
}
