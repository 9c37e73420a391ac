package import Tensors

/// A file of the LoRA family: for each layer that it changes some tensors, whose names tell the kind.
package final class LoraFile: Sendable {
    package let source: any WeightSource
    /// The same under plain names, which those of the layers are.
    let plain: any WeightSource
    /// The tensors of each layer, by what follows the layer's name.
    let layers: [(name: String, parts: [LoraPart: String])]
    /// What nothing here knows.
    let unknown: [String]

    package var byteCount: Int { source.names.reduce(0) { $0 + (source.info($1)?.byteCount ?? 0) } }

    package init(_ source: any WeightSource) {
        self.source = source
        plain = LoraLayout.plain(source)
        var order: [String] = []
        var layers: [String: [LoraPart: String]] = [:]
        var unknown: [String] = []
        for name in plain.names {
            guard let part = LoraPart.of(name) else {
                unknown.append(name)
                continue
            }
            let layer = String(name.dropLast(part.suffix.utf8.count))
            if layers[layer] == nil { order.append(layer) }
            layers[layer, default: [:]][part.part] = name
        }
        self.layers = order.map { ($0, layers[$0]!) }
        self.unknown = unknown
    }

    /// Whether there is anything in it that the family's files have.
    package var isLora: Bool { !layers.isEmpty }
}
