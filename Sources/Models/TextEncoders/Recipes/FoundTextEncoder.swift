internal import Tensors

/// A text encoder that lies in a file.
struct FoundTextEncoder: Sendable {
    let kind: TextEncoderKind
    /// With its tensors under its own names: `text_model...`, `encoder.block...`, `model.layers...`.
    let file: any WeightSource
    /// Of a CLIP, with what its names begin with.
    let layout: CLIPLayout
    private let prefix: String

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

    /// One that lies behind a prefix of a checkpoint.
    init?(_ file: any WeightSource, behind prefix: String) {
        guard file.names.contains(where: { $0.hasPrefix(prefix) }) else { return nil }
        self.init(RenamedSource(file) { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil })
    }

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
