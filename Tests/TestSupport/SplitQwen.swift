internal import Formats
internal import System
package import Tensors

/// The small Qwen2.5-VL as llama.cpp writes it: a GGUF file of the language model and one of the vision part.
package struct SplitQwen: Sendable {
    /// In f32, under the names of the model's own file.
    package let tensors: [String: Tensor]
    /// The same under llama.cpp's names.
    package let language: [String: Tensor]
    package let vision: [String: Tensor]

    private static let visionNames = [
        ("visual.merger.mlp.", "mm."), ("visual.merger.ln_q.", "v.post_ln."),
        ("visual.patch_embed.proj", "v.patch_embd"), ("visual.blocks.", "v.blk."), ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"), ("mlp.gate_proj", "ffn_gate"), ("attn.proj.", "attn_out."),
        ("norm1.", "ln1."), ("norm2.", "ln2."),
    ]

    package init() throws {
        let file = try SafetensorsFile(path: SyntheticCheckpoint.path(.qwen25))
        var (tensors, language, vision): ([String: Tensor], [String: Tensor], [String: Tensor]) = ([:], [:], [:])
        for name in file.names {
            let tensor = try file.tensor(name).converted(to: .f32)
            tensors[name] = tensor
            guard name.hasPrefix("visual.") else {
                let names = GGUFWriter.languageNames + [("post_attention_layernorm", "ffn_norm")]
                language[Self.renamed(name, names)] = tensor
                continue
            }
            let name = Self.renamed(name, Self.visionNames)
            if name == "v.patch_embd.weight" {
                vision[name] = Self.frame(0, of: tensor)
                vision["\(name).1"] = Self.frame(1, of: tensor)
            } else if name.contains(text: ".attn.qkv.") {
                let rows = tensor.shape[0] / 3
                for (index, part) in ["q", "k", "v"].enumerated() {
                    vision[name.replacing(text: ".attn.qkv.", with: ".attn_\(part).")] =
                        tensor.slice(index * rows..<(index + 1) * rows)
                }
            } else {
                vision[name] = tensor
            }
        }
        (self.tensors, self.language, self.vision) = (tensors, language, vision)
    }

    private static func renamed(_ name: String, _ names: [(String, String)]) -> String {
        names.reduce(name) { $0.replacing(text: $1.0, with: $1.1) }
    }

    /// x: [N, C, 2, H, W] -> [N, C, H, W]
    private static func frame(_ frame: Int, of x: Tensor) -> Tensor {
        let values = x.floats
        let plane = x.shape[3] * x.shape[4]
        var result: [Float] = []
        for index in 0..<x.shape[0] * x.shape[1] {
            let start = (index * 2 + frame) * plane
            result += values[start..<start + plane]
        }
        return Tensor(result, shape: [x.shape[0], x.shape[1], x.shape[3], x.shape[4]])
    }

    /// What the files say of themselves.
    package static var languageWriter: GGUFWriter {
        var writer = GGUFWriter()
        writer.add("general.architecture", "qwen2vl")
        return writer
    }

    package static var visionWriter: GGUFWriter {
        var writer = GGUFWriter()
        writer.add("general.architecture", "clip")
        writer.add("general.type", "mmproj")
        return writer
    }
}
