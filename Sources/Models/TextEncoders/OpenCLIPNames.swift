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
        addBlocks(of: file, prefix, "encoder.layers", to: &origins)
        return RenamedSource(file, origins)
    }

    /// The same of an encoder of pictures.
    static func renamedVision(_ file: any WeightSource, _ prefix: String) -> RenamedSource {
        var origins: [String: RenamedSource.Origin] = [
            "visual_projection.weight": .init("\(prefix)proj", isTransposed: true)
        ]
        let names = [
            "embeddings.class_embedding": "class_embedding", "embeddings.patch_embedding.weight": "conv1.weight",
            "embeddings.position_embedding.weight": "positional_embedding", "pre_layrnorm.weight": "ln_pre.weight",
            "pre_layrnorm.bias": "ln_pre.bias", "post_layernorm.weight": "ln_post.weight",
            "post_layernorm.bias": "ln_post.bias",
        ]
        for (name, original) in names { origins["vision_model.\(name)"] = .init(prefix + original) }
        addBlocks(of: file, prefix, "vision_model.encoder.layers", to: &origins)
        return RenamedSource(file, origins)
    }

    /// The numbered layers, at `path` in Hugging Face's layout.
    private static func addBlocks(
        of file: any WeightSource, _ prefix: String, _ path: String, to origins: inout [String: RenamedSource.Origin]
    ) {
        let blocks = "\(prefix)transformer.resblocks."
        let indices = file.names.filter { $0.hasPrefix(blocks) }.compactMap {
            $0.dropFirst(blocks.count).split(separator: ".").first
        }
        for index in Set(indices) {
            let (block, layer) = ("\(blocks)\(index)", "\(path).\(index)")
            for kind in ["weight", "bias"] {
                for (name, renamed) in layers {
                    origins["\(layer).\(renamed).\(kind)"] = .init("\(block).\(name).\(kind)")
                }
                let projections = "\(block).attn.in_proj_\(kind)"
                let rows = file.info(projections)?.shape.first ?? 0
                for (third, projection) in ["q_proj", "k_proj", "v_proj"].enumerated() {
                    // the last has what is over: a length that is no three thirds is told
                    let part = third * (rows / 3)..<(third == 2 ? rows : (third + 1) * (rows / 3))
                    origins["\(layer).self_attn.\(projection).\(kind)"] = .init(projections, rows: part)
                }
            }
        }
    }
}
