internal import Tensors

/// A text encoder that lies in a file.
struct FoundTextEncoder: Sendable {
    let kind: TextEncoderKind
    /// With its tensors under its own names: `text_model...`, `encoder.block...`, `model.layers...`.
    let file: any WeightSource
    /// Of a CLIP, with what its names begin with.
    let layout: CLIPLayout
    private let prefix: String
    /// What its names begin with in a checkpoint; empty for a file of its own.
    private(set) var place = ""

    /// Nil if there is none of a kind that is known.
    init?(_ file: any WeightSource) {
        self.file = file
        let tree = NameTree(file.names)
        let places: [(CLIPLayout, String)] = [(.huggingFace, "text_model."), (.openCLIP, "")]
        if let (layout, prefix) = places.first(where: { layout, prefix in
            !tree.children(of: prefix + layout.layers).isEmpty
        }) {
            let depth = tree.children(of: prefix + layout.layers).count
            kind = depth > 30 ? .clipG : depth > 22 ? .clipH : .clipL
            (self.layout, self.prefix) = (layout, prefix)
        } else if let kind = TextEncoderKind.of(file) {
            (self.kind, layout, prefix) = (kind, .huggingFace, "")
        } else {
            return nil
        }
    }

    /// One in a checkpoint, by its recipe's key, where all their names begin with `root`.
    init?(_ file: any WeightSource, _ key: String, in root: String) {
        let prefix = "\(root)\(key).transformer."
        guard file.names.contains(where: { $0.hasPrefix(prefix) }) else { return nil }
        self.init(
            RenamedSource(file) { name in
                if name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
                // vocabularies lie beside the encoders
                return Self.vocabularies.first { name == root + $0 }
            })
        place = prefix
    }

    /// Tensors that hold one.
    static let vocabularies = ["spiece_model", "tekken_model"]

    /// Its weights, held in the type that the reference holds them in. CLIPs begin at `embeddings...`.
    func reader(_ compute: Compute, _ room: WeightRoom) -> WeightReader {
        guard let telling = kind.telling else { return layout.reader(file, prefix, compute, room) }
        return WeightReader(file, compute: compute, room: room, roundedTo: roundedTo(telling))
    }

    /// The reference takes one norm's type for all weights, T5's at most 16 bits wide; what is bf16 or 8 bits wide is so
    /// in the file already, and blocks are expanded as they are.
    private func roundedTo(_ norm: String) -> DType? {
        guard case .dense(let type)? = file.info(norm)?.format,
            !file.names.contains(where: { if case .blocks? = file.info($0)?.format { true } else { false } })
        else { return nil }
        return type == .f16 || (type == .f32 && kind.isT5 && kind != .umt5XXL && kind != .umt5Base) ? .f16 : nil
    }
}
