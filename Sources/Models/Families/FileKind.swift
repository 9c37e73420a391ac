internal import Tensors

/// A kind of file that is no checkpoint of a known family, told by names of tensors that nothing else has.
struct FileKind: Sendable {
    let name: String
    /// All of these are there, if not behind the prefix of a diffusion model.
    var names: [String] = []
    /// Some name ends so.
    var suffix: String?

    /// In the order in which they are tried. The names are those that ComfyUI goes by (comfy/model_detection.py,
    /// comfy/sd.py, comfy/lora.py).
    static let all = [
        FileKind(name: "latent", names: ["latent_tensor"]),
        FileKind(name: "textual inversion", names: ["emb_params"]),
        FileKind(name: "textual inversion", names: ["clip_l", "clip_g"]),
        FileKind(name: "LoRA", suffix: ".lora_down.weight"),
        FileKind(name: "LoRA", suffix: ".lora_A.weight"),
        FileKind(name: "LoRA", suffix: ".hada_w1_a"),
        FileKind(name: "LoRA", suffix: ".lokr_w1"),
        FileKind(name: "ControlNet", names: ["control_model.input_hint_block.0.weight"]),
        FileKind(name: "ControlNet", names: ["controlnet_cond_embedding.conv_in.weight"]),
        FileKind(name: "T2I-Adapter", names: ["body.0.in_conv.weight"]),
        FileKind(name: "T2I-Adapter", names: ["adapter.body.0.resnets.0.block1.weight"]),
        FileKind(name: "TAESD", names: ["1.conv.0.weight", "3.conv.0.weight"]),
        FileKind(name: "CLIP vision encoder", names: ["vision_model.embeddings.class_embedding"]),
        FileKind(name: "CLIP text encoder", names: ["text_model.encoder.layers.0.mlp.fc1.weight"]),
        FileKind(name: "T5 text encoder", names: ["encoder.block.0.layer.0.SelfAttention.k.weight"]),
        FileKind(name: "language model", names: ["model.layers.0.self_attn.k_proj.weight"]),
        FileKind(name: "upscaler", names: ["conv_first.weight", "conv_last.weight"]),
        FileKind(name: "upscaler", names: ["model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"]),
        FileKind(name: "Stable Diffusion 3 diffusion model", names: ["joint_blocks.0.context_block.attn.qkv.weight"]),
        FileKind(
            name: "Flux diffusion model", names: ["double_blocks.0.img_attn.norm.key_norm.scale", "img_in.weight"]),
        FileKind(
            name: "Qwen Image diffusion model", names: ["txt_norm.weight", "transformer_blocks.0.img_mod.1.weight"]),
        FileKind(name: "Wan diffusion model", names: ["head.modulation", "blocks.0.self_attn.norm_q.weight"]),
        FileKind(name: "Stable Cascade diffusion model", names: ["clip_txt_pooled_mapper.weight"]),
    ]

    /// The first that a file is of.
    static func of(_ file: any WeightSource) -> FileKind? {
        all.first { kind in
            if let suffix = kind.suffix { return file.names.contains { $0.hasSuffix(suffix) } }
            return ["", "model.diffusion_model."].contains { prefix in
                kind.names.allSatisfy { file.info(prefix + $0) != nil }
            }
        }
    }
}
