internal import Tensors

/// A kind of file that is no checkpoint of a known family, told by names of tensors that nothing else has.
struct FileKind: Sendable {
    let name: String
    /// Who reads such files, as people would say it: a node and the folder where it looks for them.
    let reader: String
    /// All of these are there, if not behind the prefix of a diffusion model.
    var names: [String] = []
    /// Some name ends so.
    var suffix: String?

    /// In the order in which they are tried. The names are those that ComfyUI goes by (comfy/model_detection.py,
    /// comfy/sd.py, comfy/lora.py, comfy/controlnet.py).
    static let all = [
        FileKind(name: "latent", reader: "LoadLatent, from the input folder", names: ["latent_tensor"]),
        FileKind(name: "textual inversion", reader: inversion, names: ["emb_params"]),
        FileKind(name: "textual inversion", reader: inversion, names: ["clip_l", "clip_g"]),
        FileKind(name: "textual inversion", reader: inversion, names: ["string_to_param.*"]),
        FileKind(name: "control-LoRA", reader: control, names: ["lora_controlnet"]),
        FileKind(name: "LoRA", reader: lora, suffix: ".lora_down.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lora_A.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lora_A.default.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lora.down.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: "_lora.down.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lora_linear_layer.down.weight"),
        FileKind(name: "LoRA", reader: lora, suffix: ".hada_w1_a"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lokr_w1"),
        FileKind(name: "LoRA", reader: lora, suffix: ".lokr_w1_a"),
        FileKind(name: "LoRA", reader: lora, suffix: ".oft_blocks"),
        FileKind(name: "LoRA", reader: lora, suffix: ".a1.weight"),
        FileKind(name: "ControlNet", reader: control, names: ["control_model.input_hint_block.0.weight"]),
        FileKind(name: "ControlNet", reader: control, names: ["input_hint_block.0.weight"]),
        FileKind(name: "ControlNet", reader: control, names: ["controlnet_cond_embedding.conv_in.weight"]),
        FileKind(name: "ControlNet", reader: control, names: ["controlnet_blocks.0.weight"]),
        FileKind(name: "ControlNet", reader: control, names: ["controlnet_blocks.0.linear.weight"]),
        FileKind(name: "model patch", reader: patch, names: ["controlnet_blocks.0.y_rms.weight"]),
        FileKind(name: "model patch", reader: patch, names: ["control_all_x_embedder.2-1.weight"]),
        FileKind(name: "model patch", reader: patch, names: ["feature_embedder.mid_layer_norm.bias"]),
        FileKind(name: "model patch", reader: patch, names: ["audio_proj.proj1.weight"]),
        FileKind(name: "T2I-Adapter", reader: control, names: ["body.0.in_conv.weight"]),
        FileKind(name: "T2I-Adapter", reader: control, names: ["adapter.body.0.resnets.0.block1.weight"]),
        FileKind(name: "T2I-Adapter", reader: control, names: ["body.0.block1.weight", "conv_in.weight"]),
        FileKind(
            name: "hypernetwork", reader: "HypernetworkLoader, from models/hypernetworks",
            names: ["320.0.linear.0.weight"]),
        FileKind(
            name: "GLIGEN model", reader: "GLIGENLoader, from models/gligen",
            names: ["position_net.null_positive_feature"]),
        FileKind(
            name: "style model", reader: "StyleModelLoader, from models/style_models", names: ["style_embedding"]),
        FileKind(
            name: "TAESD", reader: "VAELoader and previews, from models/vae_approx",
            names: ["1.conv.0.weight", "3.conv.0.weight"]),
        FileKind(name: "CLIP vision encoder", reader: vision, names: ["vision_model.embeddings.class_embedding"]),
        FileKind(name: "CLIP vision encoder", reader: vision, names: ["visual.transformer.resblocks.0.ln_1.weight"]),
        FileKind(name: "CLIP text encoder", reader: text, names: ["text_model.encoder.layers.0.mlp.fc1.weight"]),
        FileKind(
            name: "CLIP text encoder", reader: text,
            names: ["token_embedding.weight", "transformer.resblocks.0.ln_1.weight"]),
        FileKind(name: "T5 text encoder", reader: text, names: ["encoder.block.0.layer.0.SelfAttention.k.weight"]),
        FileKind(name: "language model", reader: text, names: ["model.layers.0.self_attn.k_proj.weight"]),
        FileKind(
            name: "vision part of a language model (mmproj)",
            reader: "the language model beside which CLIPLoader finds it", names: ["v.patch_embd.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["conv_first.weight", "conv_last.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["conv_first.weight", "conv_after_body.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["conv_1.sk.weight", "block_1.c1_r.sk.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["feats.0.weight", "feats.1.refine.weight"]),
        FileKind(name: "upscaler", reader: upscaler, names: ["body.0.weight", "body.1.weight", "body.2.weight"]),
        FileKind(
            name: "Stable Diffusion 3 diffusion model", reader: network,
            names: ["joint_blocks.0.context_block.attn.qkv.weight"]),
        FileKind(
            name: "Flux diffusion model", reader: network,
            names: ["double_blocks.0.img_attn.norm.key_norm.scale", "img_in.weight"]),
        FileKind(
            name: "Qwen Image diffusion model", reader: network,
            names: ["txt_norm.weight", "transformer_blocks.0.img_mod.1.weight"]),
        FileKind(
            name: "NewBie diffusion model", reader: network,
            names: ["cap_embedder.1.weight", "clip_text_pooled_proj.0.weight"]),
        FileKind(
            name: "Wan diffusion model", reader: network,
            names: ["head.modulation", "blocks.0.self_attn.norm_q.weight"]
        ),
        FileKind(
            name: "Hunyuan Video or Hunyuan Image diffusion model", reader: network,
            names: ["txt_in.individual_token_refiner.blocks.0.norm1.weight"]),
        FileKind(
            name: "LTX-Video diffusion model", reader: network,
            names: ["patchify_proj.weight", "adaln_single.emb.timestep_embedder.linear_1.weight"]),
        FileKind(name: "HunyuanDiT diffusion model", reader: network, names: ["mlp_t5.0.weight"]),
        FileKind(
            name: "autoencoder of Wan 2.2", reader: "VAELoader, from models/vae",
            names: ["encoder.downsamples.0.downsamples.0.residual.0.gamma"]),
        FileKind(
            name: "Stable Cascade diffusion model", reader: network, names: ["clip_txt_pooled_mapper.weight"]),
    ]

    private static let inversion = "a prompt's embedding:NAME, from models/embeddings"
    private static let lora = "LoraLoader, from models/loras"
    private static let patch = "ModelPatchLoader, from models/model_patches"
    private static let control = "ControlNetLoader, from models/controlnet"
    private static let vision = "CLIPVisionLoader, from models/clip_vision"
    private static let text = "CLIPLoader, from models/text_encoders"
    private static let upscaler = "UpscaleModelLoader, from models/upscale_models"
    private static let network = "UNETLoader, from models/diffusion_models"

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
