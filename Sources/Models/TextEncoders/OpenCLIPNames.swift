internal import Tensors

/// The names of a text encoder's tensors in mlfoundations/open_clip (src/open_clip/transformer.py) and what Hugging Face
/// calls them: the same layers, but for three projections in one matrix and one matrix that is transposed.
enum OpenCLIPNames {
    private static let layers = [
        "ln_1": "layer_norm1", "ln_2": "layer_norm2", "attn.out_proj": "self_attn.out_proj", "mlp.c_fc": "mlp.fc1",
        "mlp.c_proj": "mlp.fc2",
    ]

    /// The file's tensors behind `prefix` under Hugging Face's names.
    static func renamed(_ file: any WeightSource, _ prefix: String) -> RenamedSource {
        var origins: [String: RenamedSource.Origin] = [
            "embeddings.token_embedding.weight": .init("\(prefix)token_embedding.weight"),
            "embeddings.position_embedding.weight": .init("\(prefix)positional_embedding"),
            "final_layer_norm.weight": .init("\(prefix)ln_final.weight"),
            "final_layer_norm.bias": .init("\(prefix)ln_final.bias"),
            "text_projection.weight": .init("\(prefix)text_projection", isTransposed: true),
        ]
        for name in file.names where name.hasPrefix("\(prefix)transformer.resblocks.") {
            let parts = name.dropFirst(prefix.count).split(separator: ".").dropFirst(2).map(String.init)
            guard parts.count > 2, let last = parts.last else { continue }
            let path = "encoder.layers.\(parts[0])"
            let layer = parts[1..<parts.count - 1].joined(separator: ".")
            if let renamed = layers[layer] {
                origins["\(path).\(renamed).\(last)"] = .init(name)
            } else if layer == "attn", let kind = ["in_proj_weight": "weight", "in_proj_bias": "bias"][last] {
                let width = (file.info(name)?.shape.first ?? 0) / 3
                for (index, projection) in ["q_proj", "k_proj", "v_proj"].enumerated() {
                    origins["\(path).self_attn.\(projection).\(kind)"] = .init(
                        name, rows: index * width..<(index + 1) * width)
                }
            }
        }
        return RenamedSource(file, origins)
    }
}
