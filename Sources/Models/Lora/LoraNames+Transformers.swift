extension LoraNames {
    /// A transformer's: what all families have, and what tools make of diffusers' names of its layers.
    static func transformer(_ names: LayerNames) -> LoraNames {
        LoraNames { map, stems, shape in
            for layer in names.names(stems, rows: { shape($0)?.first }) {
                map.add(layer.name, layer.stem, rows: layer.rows, exchangesHalves: layer.exchangesHalves)
            }
        }
    }
}
