internal import Formats
internal import System
internal import Tensors

/// The vision part of a Qwen2.5-VL as llama.cpp keeps it in a GGUF file of its own, under the names of the model's own
/// files and in their shapes: there the three matrices of attention are one, and so are the patches of two frames.
///
/// Facts from ComfyUI-GGUF's loader.py, also of the types to which it rounds what it puts together.
struct ProjectorSource: WeightSource {
    private enum Origin {
        case one(String)
        /// Rows one behind the other.
        case rows([String])
        /// Convolutions of one frame each: [N, C, H, W] -> [N, C, frames, H, W]
        case frames([String])

        var first: String {
            switch self {
            case .one(let name): name
            case .rows(let names), .frames(let names): names[0]
            }
        }
    }

    static let prefix = "visual."
    private static let patches = "\(prefix)patch_embed.proj.weight"

    let names: [String]
    private let file: any WeightSource
    private let origins: [String: Origin]

    /// Throws if the file is of something else, or what belongs together does not fit.
    init(_ file: any WeightSource) throws {
        self.file = file
        let kind = file.metadata["general.type"] ?? "nothing"
        guard kind == "mmproj" || kind == "clip-vision" else {
            throw ModelError(
                .notDetected,
                "\(file.name): no vision part of a language model: its general.type is \(kind.prefix(100)), not mmproj")
        }
        var plain: [String: String] = [:]
        var order: [String] = []
        for name in file.names {
            guard let own = Self.ownName(name) else { continue }
            guard plain.updateValue(name, forKey: own) == nil else {
                throw FormatError(.malformed, "\(file.name): two tensors are \(own.prefix(200))")
            }
            order.append(own)
        }
        var origins = plain.mapValues { Origin.one($0) }
        if let second = plain["\(Self.patches).1"], let first = plain[Self.patches] {
            origins[Self.patches] = .frames([first, second])
            origins["\(Self.patches).1"] = nil
        }
        for name in order {
            guard let whole = Self.whole(name) else { continue }
            let parts = try ["q", "k", "v"].map { part in
                let name = whole.replacing(text: ".attn.qkv.", with: ".attn_\(part).")
                guard let part = plain[name] else { throw Self.missing(name, file) }
                origins[name] = nil
                return part
            }
            origins[whole] = .rows(parts)
        }
        guard origins[Self.patches] != nil else { throw Self.missing(Self.patches, file) }
        (self.origins, names) = (origins, origins.keys.sorted())
        for name in names { try check(name) }
    }

    private static func missing(_ name: String, _ file: any WeightSource) -> ModelError {
        ModelError(.missingTensor, "\(file.name): no tensor for \(name.prefix(200))")
    }

    /// Parts of one weight are of equal shapes, but for the rows of matrices.
    private func check(_ name: String) throws {
        let (parts, isFitting): ([String], ([Int], [Int]) -> Bool)
        switch origins[name] {
        case .one, nil: return
        case .rows(let names): (parts, isFitting) = (names, { !$0.isEmpty && $0.dropFirst() == $1.dropFirst() })
        case .frames(let names): (parts, isFitting) = (names, { $0.count == 4 && $0 == $1 })
        }
        let shapes = parts.map { file.info($0)?.shape ?? [] }
        for (part, shape) in zip(parts, shapes) {
            guard !shape.contains(0), isFitting(shape, shapes[0]) else {
                throw ModelError(
                    .badShape,
                    "\(file.name): tensor \(part.prefix(200)) of the shape \(shape) fits not the others of \(name.prefix(200))"
                )
            }
        }
    }

    // MARK: Names

    private static let places = [
        "mm": "merger.mlp", "v.post_ln": "merger.ln_q", "v.patch_embd": "patch_embed.proj", "v.blk": "blocks",
    ]
    private static let parts = [
        "attn_out": "attn.proj", "attn_qkv": "attn.qkv", "ln1": "norm1", "ln2": "norm2", "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj", "ffn_gate": "mlp.gate_proj",
    ]

    /// Nil for what is no part of the tower.
    private static func ownName(_ name: String) -> String? {
        let words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for length in 1...2 where words.count > length {
            guard let place = places[words[..<length].joined(separator: ".")] else { continue }
            return prefix + place + "." + words[length...].map { parts[$0] ?? $0 }.joined(separator: ".")
        }
        return nil
    }

    /// The weight of which one is the first third.
    private static func whole(_ name: String) -> String? {
        [".attn_q.weight", ".attn_q.bias"].contains { name.hasSuffix($0) }
            ? name.replacing(text: ".attn_q.", with: ".attn.qkv.") : nil
    }

    // MARK: Weights

    var name: String { file.name }
    var metadata: [String: String] { file.metadata }
    func originalName(_ name: String) -> String { origins[name]?.first ?? name }

    func info(_ name: String) -> WeightInfo? {
        switch origins[name] {
        case .one(let name): return file.info(name)
        case .rows(let names):
            let parts = names.compactMap { file.info($0) }
            return WeightInfo(
                shape: [parts.reduce(0) { $0 + $1.shape[0] }] + parts[0].shape.dropFirst(), format: parts[0].format,
                byteCount: parts.reduce(0) { $0 + $1.byteCount })
        case .frames(let names):
            let parts = names.compactMap { file.info($0) }
            let shape = parts[0].shape
            return WeightInfo(
                shape: shape[..<2] + [parts.count] + shape[2...], format: .dense(.f32),
                byteCount: parts.reduce(0) { $0 + $1.count * DType.f32.size })
        case nil: return nil
        }
    }

    func weight(_ name: String) throws -> StoredWeight {
        switch origins[name] {
        case .one(let name): return try file.weight(name)
        case .rows(let names): return StoredWeight.concatenated(try names.map { try half($0) })
        case .frames(let names): return StoredWeight(try frames(names))
        case nil: throw Self.missing(name, file)
        }
    }

    /// In 16 bits, as ComfyUI-GGUF has the parts of attention: bf16 if the file's type is one that PyTorch has not.
    private func half(_ name: String) throws -> StoredWeight {
        let weight = try file.weight(name)
        switch file.info(name)?.format {
        case .dense(.f16), .dense(.f32): return weight.rounded(to: .f16)
        // of one dimension it was f32 before
        case .dense(.bf16): return weight.shape.count == 1 ? weight.rounded(to: .f16) : weight
        default: return StoredWeight(try weight.expanded().converted(to: .bf16))
        }
    }

    private func frames(_ names: [String]) throws -> Tensor {
        let frames = try names.map { try file.weight($0).expanded() }
        let shape = frames[0].shape
        let (planes, plane) = (shape[0] * shape[1], shape[2] * shape[3])
        var result = try Tensor(allocating: shape[..<2] + [frames.count] + shape[2...])
        result.withMutableFloats { target in
            for (frame, tensor) in frames.enumerated() {
                tensor.withFloats { source in
                    for index in 0..<planes * plane {
                        target[(index / plane * frames.count + frame) * plane + index % plane] = source[index]
                    }
                }
            }
        }
        return result
    }
}
