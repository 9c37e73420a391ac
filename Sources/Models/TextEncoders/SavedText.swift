internal import System
package import Tensors

/// A text encoder's weights as files have them.
package struct SavedText {
    /// One tensor of a file.
    package struct Entry {
        package let name: String
        package let shape: [Int]
        package let type: DType
        /// f32, of that shape.
        package let make: () throws -> Tensor
    }

    /// logit_scale as the reference has it where a file says nothing: the exponent of CLIP's first temperature.
    package static let logitScale: Float = 4.6055

    /// ComfyUI's: `clip_l`, `t5xxl`.
    package let key: String
    /// By names behind `clip_l.transformer.`: Hugging Face's.
    private let weights: [(name: String, weight: StoredWeight)]
    /// What the reference holds the weights in.
    private let type: DType
    /// Tensors of bytes that the tokenizer is made of; they lie beside all encoders.
    package let vocabularies: [Entry]

    package var isCLIP: Bool { key.hasPrefix("clip_") }

    /// All encoders of a model.
    package static func encoders(of encoder: any TextEncoder) throws -> [SavedText] {
        guard let weights = encoder.weights else {
            throw ModelError(.unsupported, "a text encoder of this kind cannot be saved")
        }
        var order: [String] = []
        var parts: [String: [(name: String, weight: StoredWeight)]] = [:]
        var vocabularies: [String: [Entry]] = [:]
        for name in weights.names {
            let path = name.split(separator: ".", maxSplits: 2)
            guard path.count == 3, path[1] == "transformer" else { continue }
            let key = String(path[0])
            if FoundTextEncoder.vocabularies.contains(String(path[2])) {
                let bytes = try weights.weight(name).reinterpreted(as: .u8)
                vocabularies[key, default: []] +=
                    bytes.map { bytes in
                        [Entry(name: String(path[2]), shape: bytes.shape, type: .u8) { try bytes.expanded() }]
                    } ?? []
            }
            guard !isLeftOut(path[2]) else { continue }
            // T5's table of tokens has two names in files, and many have both
            let isTable = path[2] == "encoder.embed_tokens.weight"
            if isTable && weights.shape("\(key).transformer.shared.weight") != nil { continue }
            if parts[key] == nil { order.append(key) }
            // the projection lies beside the model, not in it
            let own =
                isTable
                ? "shared.weight"
                : path[2] == "text_model.text_projection.weight" ? "text_projection.weight" : String(path[2])
            parts[key, default: []].append((own, try weights.weight(name)))
        }
        return try order.map { key in
            let telling = ["encoder.final_layer_norm.weight", "model.norm.weight"].map { "\(key).transformer.\($0)" }
            let norm = key.hasPrefix("clip_") ? nil : telling.first { weights.shape($0) != nil }
            return SavedText(
                key: key, weights: parts[key]!, type: try norm.map { try weights.original($0).sufficientType } ?? .f16,
                vocabularies: vocabularies[key] ?? [])
        }
    }

    /// What files have and the reference does not keep: a table of positions, the head of a language model, vocabularies.
    private static func isLeftOut(_ name: Substring) -> Bool {
        name.hasSuffix("position_ids") || name.hasPrefix("lm_head.") || !name.contains(".")
    }

    private func entry(_ name: String, _ weight: StoredWeight) -> Entry {
        Entry(name: name, shape: weight.shape, type: type) { try weight.expanded() }
    }

    /// Hugging Face's names behind a prefix.
    ///
    /// - Parameter hasProjection: of a CLIP: whether its projection is one of them.
    package func huggingFace(_ prefix: String, hasProjection: Bool) -> [Entry] {
        var entries = weights.filter { $0.name != "text_projection.weight" }.map { entry(prefix + $0.name, $0.weight) }
        if hasProjection && isCLIP { entries.append(projection(prefix + "text_projection.weight")) }
        return entries
    }

    /// Without one of its own the encoder has one that changes nothing.
    private func projection(_ name: String) -> Entry {
        if let own = weights.first(where: { $0.name == "text_projection.weight" }) { return entry(name, own.weight) }
        let width = weights.first { $0.name.hasSuffix("token_embedding.weight") }?.weight.shape.last ?? 0
        return Entry(name: name, shape: [width, width], type: type) {
            var identity = Tensor(zeros: [width, width])
            identity.withMutableFloats { for i in 0..<width { $0[i * width + i] = 1 } }
            return identity
        }
    }

    /// open_clip's names behind a prefix: the three projections of an attention are one there, and one matrix lies the
    /// other way round.
    package func openCLIP(_ prefix: String) -> [Entry] {
        var entries: [Entry] = []
        for (name, weight) in weights where name.hasPrefix("text_model.") {
            let path = String(name.dropFirst("text_model.".count))
            if let renamed = Self.ends[path] {
                entries.append(entry(prefix + renamed, weight))
                continue
            }
            let parts = path.split(separator: ".", maxSplits: 3).map(String.init)
            guard parts.count == 4, parts[0] == "encoder", parts[1] == "layers" else { continue }
            let block = "\(prefix)transformer.resblocks.\(parts[2])"
            let (layer, kind) = (parts[3].split(separator: ".").dropLast().joined(separator: "."), Self.kind(path))
            if let renamed = Self.layers[layer] {
                entries.append(entry("\(block).\(renamed).\(kind)", weight))
            } else if layer == "self_attn.q_proj" {
                let own = ["q_proj", "k_proj", "v_proj"].compactMap { projection in
                    weights.first { $0.name == name.replacing(text: "q_proj", with: projection) }?.weight
                }
                let shape = [own.reduce(0) { $0 + ($1.shape.first ?? 0) }] + weight.shape.dropFirst()
                entries.append(
                    Entry(name: "\(block).attn.in_proj_\(kind)", shape: shape, type: type) {
                        Tensor.concatenated(try own.map { try $0.expanded() })
                    })
            }
        }
        let projection = projection("")
        entries.append(
            Entry(name: "\(prefix)text_projection", shape: projection.shape.reversed(), type: type) {
                try StoredWeight(projection.make()).transposedCopy()
            })
        return entries
    }

    private static func kind(_ path: String) -> String { path.hasSuffix(".bias") ? "bias" : "weight" }

    private static let ends = [
        "embeddings.token_embedding.weight": "token_embedding.weight",
        "embeddings.position_embedding.weight": "positional_embedding",
        "final_layer_norm.weight": "ln_final.weight", "final_layer_norm.bias": "ln_final.bias",
    ]
    private static let layers = [
        "layer_norm1": "ln_1", "layer_norm2": "ln_2", "self_attn.out_proj": "attn.out_proj", "mlp.fc1": "mlp.c_fc",
        "mlp.fc2": "mlp.c_proj",
    ]
}
