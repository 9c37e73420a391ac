internal import System
internal import Tensors

/// Layouts of names that some have published LoRAs of Flux.1 in, as those that all tools know.
enum LoraLayout {
    /// The file as it is, or under plain names.
    static func plain(_ file: any WeightSource) -> any WeightSource {
        func has(_ name: String) -> Bool { file.info(name) != nil }
        if has("img_in.lora_A.weight"), has("single_blocks.0.norm.key_norm.scale") { return control(file) }
        if has("single_blocks.37.processor.qkv_lora.up.weight"), has("double_blocks.18.processor.qkv_lora2.up.weight") {
            return attentionProcessors(file)
        }
        return file
    }

    /// Canny and Depth of Black Forest Labs (black-forest-labs/flux, modules/lora.py): products with biases, norms to take the
    /// place of others, and an input layer for a picture beside the latent.
    private static func control(_ file: any WeightSource) -> any WeightSource {
        let renamed = RenamedSource(file) { name in
            let plain = name.replacing(text: ".lora_B.bias", with: ".diff_b")
                .replacing(text: "_norm.scale", with: "_norm.scale.set_weight")
            return LoraNames.networkPrefix + plain
        }
        guard let rows = file.info("img_in.lora_B.weight")?.shape.first,
            let columns = file.info("img_in.lora_A.weight")?.shape.last
        else { return renamed }
        let shape = Tensor([Float(rows), Float(columns)], shape: [2])
        let name = LoraNames.networkPrefix + "img_in.reshape_weight"
        return LayeredSource([renamed, SingleSource(name: name, stored: StoredWeight(shape))])
    }

    /// USO (bytedance/USO, uso/flux/modules/layers.py): by the processors of attention that each block has.
    private static func attentionProcessors(_ file: any WeightSource) -> any WeightSource {
        RenamedSource(file) { name in
            LoraNames.networkPrefix
                + processorNames.reduce(name) { $0.replacing(text: $1.own, with: $1.plain) }
        }
    }

    private static let processorNames: [(own: String, plain: String)] = [
        (".down.weight", ".lora_down.weight"), (".up.weight", ".lora_up.weight"),
        (".qkv_lora1.", ".img_attn.qkv."), (".qkv_lora2.", ".txt_attn.qkv."), (".proj_lora1.", ".img_attn.proj."),
        (".proj_lora2.", ".txt_attn.proj."), (".qkv_lora.", ".linear1_qkv."), (".proj_lora.", ".linear2."),
        (".processor.", "."),
    ]
}
