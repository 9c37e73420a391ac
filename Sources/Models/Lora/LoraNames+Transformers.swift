extension LoraNames {
    /// A transformer's: what all families have, and what tools make of diffusers' names of its layers.
    static func transformer(_ names: LayerNames) -> LoraNames {
        LoraNames { map, stems, shape in
            for layer in names.names(stems, shape: shape) {
                map.add(layer.name, layer.stem, rows: layer.rows, exchangesHalves: layer.exchangesHalves)
            }
            for norm in stems.flatMap(names.norms) {
                for name in names.spellings(norm.name) { map[name] = LoraTarget(networkPrefix + norm.tensor) }
            }
            // what is in front of the feed-forward part in Flux's single blocks: queries, keys and values
            for stem in stems where stem.hasPrefix("single_blocks.") && stem.hasSuffix(".linear1") {
                guard let shape = shape(stem), shape.count == 2, shape[1] <= shape[0] / 3 else { continue }
                map.add("\(networkPrefix)\(stem)_qkv", stem, rows: 0..<3 * shape[1])
            }
        }
    }
}
