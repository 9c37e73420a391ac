internal import Tensors

/// Files of transformers with diffusers' names, under those that the networks here read: queries, keys and values of which
/// are one layer.
enum DiffusersTransformer {
    /// Flux.1's, or a ControlNet of it.
    static func flux(_ file: any WeightSource) -> any WeightSource {
        let tree = NameTree(file.names)
        return source(
            file, stems: LayerNames.fluxStems(double: blocks(tree), single: blocks(tree, "single_transformer_blocks")),
            LayerNames.flux, norms: fluxNorms)
    }

    /// Stable Diffusion 3's, or a ControlNet of it.
    static func mmdit(_ file: any WeightSource) -> any WeightSource {
        let renamed = RenamedSource(file) { $0 == "pos_embed.pos_embed" ? "pos_embed" : $0 }
        return source(
            renamed, stems: LayerNames.mmditStems(blocks(NameTree(file.names))), LayerNames.mmdit, norms: mmditNorms)
    }

    private static func blocks(_ tree: NameTree, _ path: String = "transformer_blocks") -> Int {
        tree.children(of: path).count
    }

    /// - Parameters:
    ///   - stems: of the network's layers
    private static func source(
        _ file: any WeightSource, stems: [String], _ names: LayerNames, norms: [Norm]
    ) -> any WeightSource {
        let tree = NameTree(file.names)
        var origins: [String: [JoinedSource.Origin]] = [:]
        var used: Set<String> = []
        func add(_ name: String, _ parts: [JoinedSource.Origin]) {
            guard parts.allSatisfy({ file.info($0.name) != nil }) else { return }
            origins[name] = parts
            used.formUnion(parts.map(\.name))
        }
        for stem in stems {
            let layers = names.layers(stem)
            let apart = layers.filter { $0.rows != nil }.sorted { $0.rows!.lowerBound < $1.rows!.lowerBound }
            let whole = layers.filter { $0.rows == nil }
            for kind in ["weight", "bias"] {
                if !apart.isEmpty { add("\(stem).\(kind)", apart.map { .init("\($0.name).\(kind)") }) }
                for layer in whole { add("\(stem).\(kind)", [.init("\(layer.name).\(kind)")]) }
            }
        }
        for norm in norms {
            for index in 0..<tree.children(of: norm.path).count {
                add("\(norm.ownPath).\(index).\(norm.ownName)", [.init("\(norm.path).\(index).\(norm.name).weight")])
            }
        }
        // what has no other name keeps its own
        for name in file.names where !used.contains(name) { origins[name] = [.init(name)] }
        return JoinedSource(file, origins)
    }

    /// A norm that each of the blocks at a path has.
    private struct Norm {
        let path: String
        let name: String
        let ownPath: String
        let ownName: String

        init(_ path: String, _ name: String, _ ownPath: String, _ ownName: String) {
            (self.path, self.name, self.ownPath, self.ownName) = (path, name, ownPath, ownName)
        }
    }

    private static let fluxNorms = [
        Norm("transformer_blocks", "attn.norm_q", "double_blocks", "img_attn.norm.query_norm.scale"),
        Norm("transformer_blocks", "attn.norm_k", "double_blocks", "img_attn.norm.key_norm.scale"),
        Norm("transformer_blocks", "attn.norm_added_q", "double_blocks", "txt_attn.norm.query_norm.scale"),
        Norm("transformer_blocks", "attn.norm_added_k", "double_blocks", "txt_attn.norm.key_norm.scale"),
        Norm("single_transformer_blocks", "attn.norm_q", "single_blocks", "norm.query_norm.scale"),
        Norm("single_transformer_blocks", "attn.norm_k", "single_blocks", "norm.key_norm.scale"),
    ]

    private static let mmditNorms = [
        ("attn.norm_q", "x_block.attn.ln_q"), ("attn.norm_k", "x_block.attn.ln_k"),
        ("attn2.norm_q", "x_block.attn2.ln_q"), ("attn2.norm_k", "x_block.attn2.ln_k"),
        ("attn.norm_added_q", "context_block.attn.ln_q"), ("attn.norm_added_k", "context_block.attn.ln_k"),
    ].map { Norm("transformer_blocks", $0, "joint_blocks", "\($1).weight") }
}
