/// What a file of changes to a transformer (a LoRA) calls one of its layers, or a part of it.
package struct LayerName: Sendable, Hashable {
    /// What stands before `.lora_up.weight` and the like.
    package let name: String
    /// The network's own: a weight's name without `.weight`.
    package let stem: String
    /// Those rows of the weight that the name means; nil for all.
    package let rows: Range<Int>?
    /// Whether diffusers has the two halves of the rows the other way round: a scale before a shift.
    package let exchangesHalves: Bool

    init(_ name: String, _ stem: String, rows: Range<Int>? = nil, exchangesHalves: Bool = false) {
        (self.name, self.stem, self.rows, self.exchangesHalves) = (name, stem, rows, exchangesHalves)
    }

    /// The same under another name.
    fileprivate func called(_ name: String) -> LayerName {
        LayerName(name, stem, rows: rows, exchangesHalves: exchangesHalves)
    }
}

/// The names that a family's layers have in such files, beside those that all families have.
package struct LayerNames: Sendable {
    /// Layers of a network with their names in diffusers.
    ///
    /// - Parameters:
    ///   - stem: of a weight of the network
    ///   - rows: of that weight
    ///   - columns: the same; nil where nobody knows
    typealias Maker = @Sendable (_ stem: String, _ rows: Int, _ columns: Int?) -> [LayerName]

    private let diffusers: Maker
    /// What tools put before a name of diffusers as it is, and before one whose dots they write as underscores.
    private let (dotted, joined): ([String], [String])
    /// Norms beside a layer, by its stem: what diffusers calls them, and what their tensors are here, which are no `.weight`.
    typealias NormMaker = @Sendable (_ stem: String) -> [(name: String, tensor: String)]
    let norms: NormMaker

    init(
        dotted: [String], joined: [String], norms: @escaping NormMaker = { _ in [] }, _ diffusers: @escaping Maker
    ) {
        (self.dotted, self.joined, self.norms, self.diffusers) = (dotted, joined, norms, diffusers)
    }

    /// What diffusers calls a layer: whole, or in parts whose rows follow one another.
    func layers(_ stem: String, rows: Int = anyRows) -> [LayerName] { diffusers(stem, rows, nil) }

    /// A number of rows that every layer can be cut by.
    static let anyRows = 7 * 9 * 6

    /// - Parameters:
    ///   - stems: of all weights of a network
    ///   - shape: of a weight, by stem
    package func names(_ stems: [String], shape: (String) -> [Int]?) -> [LayerName] {
        stems.flatMap { stem in
            let shape = shape(stem) ?? []
            return diffusers(stem, shape.first ?? 0, shape.count == 2 ? shape[1] : nil).flatMap { layer in
                spellings(layer.name).map { layer.called($0) }
            }
        }
    }

    /// What tools make of a name of diffusers.
    func spellings(_ name: String) -> [String] {
        let plain = String(name.map { $0 == "." ? "_" : $0 })
        return dotted.map { $0 + name } + joined.map { $0 + plain }
    }

    /// Queries, keys and values of a layer that has all three.
    static func thirds(_ path: String, _ names: [String], _ stem: String, _ rows: Int) -> [LayerName] {
        let third = rows / 3
        return names.enumerated().map { index, name in
            LayerName("\(path)\(name)", stem, rows: index * third..<(index + 1) * third)
        }
    }

    /// What lies before or behind all blocks. The last modulation is a shift and a scale here, a scale and a shift in
    /// diffusers (huggingface/diffusers, scripts/convert_flux_to_diffusers.py, `swap_scale_shift`).
    ///
    /// - Parameter names: diffusers' by the network's own.
    static func ends(_ names: [String: String], _ stem: String) -> [LayerName] {
        names[stem].map { [LayerName($0, stem, exchangesHalves: $0 == "norm_out.linear")] } ?? []
    }

    /// "double_blocks.3.img_attn.qkv" as ("double_blocks", "3", "img_attn.qkv"); nil for what is in no block.
    static func block(_ stem: String) -> (kind: String, index: String, rest: String)? {
        let parts = stem.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return (parts[0], parts[1], parts[2])
    }
}
