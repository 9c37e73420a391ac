internal import System
internal import Tensors

/// A kind of text encoder, told by the names and shapes of its tensors.
package enum TextEncoderKind: String, Sendable, Hashable, CaseIterable {
    case clipL = "CLIP-L"
    case clipH = "CLIP-H"
    case clipG = "CLIP-G"
    case t5XXL = "T5-XXL"
    case t5XL = "T5-XL"
    /// The first, ungated release.
    case t5OldXXL = "T5-XXL of 2019"
    case t5Base = "T5-base"
    case umt5XXL = "UMT5-XXL"
    case umt5Base = "UMT5-base"
    case byT5Small = "byT5-small"
    case gemma2 = "Gemma 2 2B"
    case gemma3Small = "Gemma 3 4B"
    case gemma3Large = "Gemma 3 12B"
    case qwen25Small = "Qwen2.5-VL 3B"
    case qwen25Large = "Qwen2.5-VL 7B"
    case qwen3Tiny = "Qwen3 0.6B"
    case qwen3Small = "Qwen3 2B"
    case qwen3Medium = "Qwen3 4B"
    case qwen3Large = "Qwen3 8B"
    case mistral = "Mistral Small"
    case llama3 = "Llama 3 8B"

    /// Whether it is one of CLIP's, which are loaded from two layouts of names.
    var isCLIP: Bool { self == .clipL || self == .clipH || self == .clipG }

    /// Whether it is a T5 of any kind.
    var isT5: Bool { rawValue.contains(text: "T5") }

    /// The norm whose type is that of all weights in memory. Nil of CLIPs.
    var telling: String? { isCLIP ? nil : isT5 ? "encoder.final_layer_norm.weight" : "model.norm.weight" }

    /// What a file of other than CLIP's names is; nil if nothing that is known. The order and the sizes are ComfyUI's
    /// (comfy/sd.py, `detect_te_model`); of widths that no published model has, the depth tells.
    static func of(_ file: any WeightSource) -> TextEncoderKind? {
        func shape(_ name: String) -> [Int]? { file.info(name)?.shape }
        func has(_ name: String) -> Bool { file.info(name) != nil }
        if let key = shape("encoder.block.0.layer.0.SelfAttention.k.weight") {
            let feedForward = "encoder.block.23.layer.1.DenseReluDense"
            let hasOwnBiases = has("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight")
            if let up = shape("\(feedForward).wi_1.weight") {
                return up.last == 2048 ? .t5XL : hasOwnBiases ? .umt5XXL : .t5XXL
            }
            if has("\(feedForward).wi.weight") { return .t5OldXXL }
            return hasOwnBiases ? .umt5Base : key.first == 384 ? .byT5Small : .t5Base
        }
        let hasQueryNorm = has("model.layers.0.self_attn.q_norm.weight")
        if has("model.layers.0.post_feedforward_layernorm.weight") {
            guard hasQueryNorm else { return .gemma2 }
            return has("model.layers.47.self_attn.q_norm.weight") ? .gemma3Large : .gemma3Small
        }
        if let bias = shape("model.layers.0.self_attn.k_proj.bias") {
            if bias == [256] { return .qwen25Small }
            return bias == [512] || !has("model.layers.28.self_attn.k_proj.bias") ? .qwen25Large : .qwen25Small
        }
        guard let width = shape("model.layers.0.post_attention_layernorm.weight")?.first else { return nil }
        if hasQueryNorm {
            return switch width {
            case 1024: .qwen3Tiny
            case 2048: .qwen3Small
            case 4096: .qwen3Large
            default: .qwen3Medium
            }
        }
        return width == 5120 ? .mistral : .llama3
    }
}
