internal import Tensors

/// What the tensors of a GGUF file are called in the models' own files. Facts from ComfyUI-GGUF's loader.py and
/// llama.cpp's gguf-py/gguf/tensor_mapping.py.
struct GGUFNaming {
    private let architecture: String?
    private let prefix: String
    /// Of a Llama: all heads, and those of keys.
    private let heads: (queries: Int, keys: Int)?
    /// stable-diffusion.cpp has 1x1 convolutions where SDXL has linear layers.
    private let isPlainXL: Bool

    private static let diffusionPrefix = "model.diffusion_model."

    init(_ header: GGUFHeader) {
        if case .text(let text)? = header.values["general.architecture"] {
            architecture = text
        } else {
            architecture = nil
        }
        let names = header.entries.map(\.name)
        prefix = names.contains { $0.hasPrefix(Self.diffusionPrefix) } ? Self.diffusionPrefix : ""
        isPlainXL = architecture == nil && names.contains { $0.hasSuffix("label_emb.0.0.weight") }
        guard architecture == "llama" else {
            heads = nil
            return
        }
        func number(_ key: String, _ usual: Int) -> Int {
            if case .integer(let value)? = header.values[key] { value } else { usual }
        }
        heads = (number("llama.attention.head_count", 32), number("llama.attention.head_count_kv", 8))
    }

    /// Nil for what is no part of the model.
    func name(_ name: String) -> String? {
        switch architecture {
        case "t5", "t5encoder": replaced(name, Self.t5Names)
        case "llama", "qwen2", "qwen2vl", "qwen3", "qwen3vl": replaced(name, Self.llamaNames)
        case "gemma2": replaced(name, Self.gemmaNames)
        default: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
        }
    }

    func shape(_ shape: [Int], of name: String) -> [Int] {
        guard isPlainXL, name.hasSuffix(".proj_in.weight") || name.hasSuffix(".proj_out.weight") else { return shape }
        return Array(shape.prefix(2)) + shape.dropFirst(2).filter { $0 != 1 }
    }

    func heads(_ name: String) -> Int? {
        if name.hasSuffix("q_proj.weight") || name.hasSuffix("q_proj.bias") { return heads?.queries }
        if name.hasSuffix("k_proj.weight") || name.hasSuffix("k_proj.bias") { return heads?.keys }
        return nil
    }

    /// Each dotted part is looked up; what is not there stays.
    private func replaced(_ name: String, _ table: [String: String]) -> String {
        if let whole = table[name] { return whole }
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.last == "weight" || parts.last == "bias" {
            let kind = parts.removeLast()
            return replaced(parts, table) + "." + kind
        }
        return replaced(parts, table)
    }

    private func replaced(_ parts: [String], _ table: [String: String]) -> String {
        parts.map { table[$0] ?? $0 }.joined(separator: ".")
    }

    private static let t5Names = [
        "enc": "encoder", "dec": "decoder", "blk": "block", "token_embd": "shared", "output_norm": "final_layer_norm",
        "attn_q": "layer.0.SelfAttention.q", "attn_k": "layer.0.SelfAttention.k", "attn_v": "layer.0.SelfAttention.v",
        "attn_o": "layer.0.SelfAttention.o", "attn_norm": "layer.0.layer_norm",
        "attn_rel_b": "layer.0.SelfAttention.relative_attention_bias", "ffn_up": "layer.1.DenseReluDense.wi_1",
        "ffn_down": "layer.1.DenseReluDense.wo", "ffn_gate": "layer.1.DenseReluDense.wi_0",
        "ffn_norm": "layer.1.layer_norm",
    ]

    private static let llamaNames = [
        "blk": "model.layers", "attn_norm": "input_layernorm", "attn_q_norm": "self_attn.q_norm",
        "attn_k_norm": "self_attn.k_norm", "attn_v_norm": "self_attn.v_norm", "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
        "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj", "ffn_gate": "mlp.gate_proj",
        "ffn_norm": "post_attention_layernorm", "token_embd": "model.embed_tokens", "output_norm": "model.norm",
        "output": "lm_head",
    ]

    /// Gemma 2 has norms behind its layers too.
    private static let gemmaNames = llamaNames.merging([
        "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm",
    ]) { $1 }
}
