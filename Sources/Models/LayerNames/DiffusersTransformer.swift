internal import Tensors

/// Files of transformers with diffusers' names, under those that the networks here read: queries, keys and values of which
/// are one layer. Which files are of which kind is ComfyUI's (comfy/model_detection.py, `convert_diffusers_mmdit`).
enum DiffusersTransformer {
    /// A network's file under its own names; nil if it is none with diffusers' names.
    static func renamed(_ file: any WeightSource) -> (any WeightSource)? {
        func has(_ names: String...) -> Bool { names.allSatisfy { file.info($0) != nil } }
        // ControlNets have no end
        guard has("proj_out.weight") else { return nil }
        if has("joint_transformer_blocks.0.attn.add_k_proj.weight") { return auraFlow(file) }
        if has("adaln_single.emb.timestep_embedder.linear_1.bias", "pos_embed.proj.bias") { return pixArt(file) }
        guard has("transformer_blocks.0.attn.add_q_proj.weight") else { return nil }
        return has("x_embedder.weight") ? flux(file) : has("pos_embed.proj.weight") ? mmdit(file) : nil
    }

    /// Flux.1's, or a ControlNet of it.
    static func flux(_ file: any WeightSource) -> any WeightSource {
        let tree = NameTree(file.names)
        return source(
            file, stems: LayerNames.fluxStems(double: blocks(tree), single: blocks(tree, "single_transformer_blocks")),
            LayerNames.flux)
    }

    /// Stable Diffusion 3's, or a ControlNet of it.
    static func mmdit(_ file: any WeightSource) -> any WeightSource {
        let renamed = RenamedSource(file) { $0 == "pos_embed.pos_embed" ? "pos_embed" : $0 }
        return source(renamed, stems: LayerNames.mmditStems(blocks(NameTree(file.names))), LayerNames.mmdit)
    }

    private static func auraFlow(_ file: any WeightSource) -> any WeightSource {
        let tree = NameTree(file.names)
        let renamed = RenamedSource(file) { $0 == "pos_embed.pos_embed" ? "positional_encoding" : $0 }
        let stems = LayerNames.auraFlowStems(
            double: blocks(tree, "joint_transformer_blocks"), single: blocks(tree, "single_transformer_blocks"))
        return source(renamed, stems: stems, LayerNames.auraFlow)
    }

    private static func pixArt(_ file: any WeightSource) -> any WeightSource {
        let (table, path) = ("scale_shift_table", "transformer_blocks.")
        let renamed = RenamedSource(file) { name in
            switch name {
            case table: "final_layer.\(table)"
            case "caption_projection.y_embedding": "y_embedder.y_embedding"
            case _ where name.hasPrefix(path) && name.hasSuffix(table): "blocks." + name.dropFirst(path.count)
            default: name
            }
        }
        return source(renamed, stems: LayerNames.pixArtStems(blocks(NameTree(file.names))), LayerNames.pixArt)
    }

    private static func blocks(_ tree: NameTree, _ path: String = "transformer_blocks") -> Int {
        tree.children(of: path).count
    }

    /// - Parameters:
    ///   - stems: of the network's layers
    private static func source(
        _ file: any WeightSource, stems: [String], _ names: LayerNames
    ) -> any WeightSource {
        var origins: [String: [JoinedSource.Origin]] = [:]
        var used: Set<String> = []
        func add(_ name: String, _ parts: [JoinedSource.Origin]) {
            guard parts.allSatisfy({ file.info($0.name) != nil }) else { return }
            origins[name] = parts
            used.formUnion(parts.map(\.name))
        }
        func rows(_ name: String) -> Int { file.info(name)?.shape.first ?? 0 }
        for stem in stems {
            let layers = names.layers(stem)
            let apart = layers.filter { $0.rows != nil }.sorted { $0.rows!.lowerBound < $1.rows!.lowerBound }
            for kind in ["weight", "bias"] {
                if !apart.isEmpty { add("\(stem).\(kind)", apart.map { .init("\($0.name).\(kind)") }) }
                for layer in layers where layer.rows == nil {
                    let name = "\(layer.name).\(kind)"
                    let count = rows(name)
                    let isExchanged = names.layers(stem, rows: count).contains {
                        $0.name == layer.name && $0.exchangesHalves
                    }
                    let halves = [count / 2..<count, 0..<count / 2]
                    add("\(stem).\(kind)", isExchanged ? halves.map { .init(name, rows: $0) } : [.init(name)])
                }
            }
            for norm in names.norms(stem) { add(norm.tensor, [.init("\(norm.name).weight")]) }
        }
        // what has no other name keeps its own
        for name in file.names where !used.contains(name) { origins[name] = [.init(name)] }
        return JoinedSource(file, origins)
    }
}
