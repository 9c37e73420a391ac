internal import Tensors

/// Which ControlNets of transformers there are, told by the names of their tensors as ComfyUI tells them
/// (comfy/controlnet.py).
enum TransformerControls {
    /// Nil if a file holds none.
    static func load(
        _ file: any WeightSource, reader: (any WeightSource) -> WeightReader
    ) throws -> (any ControlModel)? {
        func has(_ name: String) -> Bool { file.info(name) != nil }
        func control(
            _ source: any WeightSource, _ make: (WeightReader) throws -> any ControlModel
        ) throws -> any ControlModel {
            let reader = reader(source)
            let control = try make(reader)
            reader.warnOfUnread()
            return control
        }
        if has("controlnet_blocks.0.linear.weight") {
            // MistoLine's name of its second list
            let (old, new) = ("single_controlnet_blocks.", "controlnet_single_blocks.")
            let renamed = RenamedSource(file) { $0.hasPrefix(old) ? new + $0.dropFirst(old.count) : $0 }
            return try control(renamed) { try FluxControlNet($0) }
        }
        guard has("controlnet_blocks.0.weight") else { return nil }
        if has("double_blocks.0.img_attn.norm.key_norm.scale") { return try control(file) { try FluxControlNet($0) } }
        if has("pos_embed_input.proj.weight") {
            if has("transformer_blocks.0.adaLN_modulation.1.bias") {
                return try control(StableDiffusion35ControlNet.renamed(file)) { try StableDiffusion35ControlNet($0) }
            }
            return try control(DiffusersTransformer.mmdit(file)) { try MMDiTControlNet($0) }
        }
        if has("transformer_blocks.0.img_mlp.net.0.proj.weight") {
            return try control(file) { try QwenImageControlNet($0) }
        }
        if has("controlnet_x_embedder.weight") {
            return try control(DiffusersTransformer.flux(file)) { try FluxControlNet($0) }
        }
        return nil
    }
}
