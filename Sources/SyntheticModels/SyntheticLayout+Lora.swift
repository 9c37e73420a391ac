extension SyntheticLayout {
    /// A LoRA in kohya's names for the small Stable Diffusion 1: all attentions and feed-forward layers of UNet and text
    /// encoder, rank 4, alpha 2. 2.4 MB.
    package static var loraSmall: SyntheticLayout {
        var layout = SyntheticLayout()
        layout.loraOfTransformer("lora_unet_down_blocks_0_attentions_0", 320)
        layout.loraOfTransformer("lora_unet_down_blocks_1_attentions_0", 640)
        layout.loraOfTransformer("lora_unet_mid_block_attentions_0", 640)
        for index in 0..<2 { layout.loraOfTransformer("lora_unet_up_blocks_0_attentions_\(index)", 640) }
        for index in 0..<2 { layout.loraOfTransformer("lora_unet_up_blocks_1_attentions_\(index)", 320) }
        for index in 0..<12 {
            let layer = "lora_te_text_model_encoder_layers_\(index)"
            for name in ["q", "k", "v", "out"] { layout.lora("\(layer)_self_attn_\(name)_proj", 768, 768) }
            layout.lora("\(layer)_mlp_fc1", 768, 3072)
            layout.lora("\(layer)_mlp_fc2", 3072, 768)
        }
        return layout
    }

    private mutating func loraOfTransformer(_ path: String, _ channels: Int) {
        lora("\(path)_proj_in", channels, channels, isConvolution: true)
        lora("\(path)_proj_out", channels, channels, isConvolution: true)
        let block = "\(path)_transformer_blocks_0"
        for (name, width) in [("attn1", channels), ("attn2", 768)] {
            lora("\(block)_\(name)_to_q", channels, channels)
            lora("\(block)_\(name)_to_k", width, channels)
            lora("\(block)_\(name)_to_v", width, channels)
            lora("\(block)_\(name)_to_out_0", channels, channels)
        }
        lora("\(block)_ff_net_0_proj", channels, channels * 8)
        lora("\(block)_ff_net_2", channels * 4, channels)
    }

    private mutating func lora(_ layer: String, _ inputs: Int, _ outputs: Int, isConvolution: Bool = false) {
        let (rank, tail) = (4, isConvolution ? [1, 1] : [])
        weight("\(layer).lora_down.weight", [rank, inputs] + tail)
        weight("\(layer).lora_up.weight", [outputs, rank] + tail, gain: 1.5)
        tensors.append(SyntheticTensor(name: "\(layer).alpha", shape: [], element: .F16, constant: [2]))
    }
}
