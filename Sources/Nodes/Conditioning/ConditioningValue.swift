internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The one place where the nodes' CONDITIONING, ComfyUI's list of [tensor, dictionary], becomes a `Conditioning` and
/// back. What no row of `keys` names is kept as it is.
extension Conditioning {
    init(_ value: Value?, _ name: String) throws(NodeError) {
        let wrong = NodeError("TypeError", "the input \(name) is not a conditioning")
        guard let list = value?.list else { throw wrong }
        var entries: [Entry] = []
        for item in list {
            guard let parts = item.list, let hidden = parts.first?.tensor, hidden.rank == 3, !hidden.shape.contains(0)
            else { throw wrong }
            var entry = Entry(hidden: try floats(hidden))
            for (key, value) in parts.dropFirst().first?.dictionary ?? [:] {
                guard let row = Self.keys.first(where: { $0.name == key }) else {
                    entry.others.append((key, value))
                    continue
                }
                if case .null = value {
                    // the one key whose null says something
                    if key == "guidance" { entry.guidance = EmbeddedGuidance.none }
                    continue
                }
                guard try row.read(value, &entry) else {
                    throw NodeError("TypeError", "the input \(name) has a \(key) that cannot be one")
                }
            }
            entries.append(entry)
        }
        self.init(entries)
    }

    var value: Value {
        .list(
            entries.map { entry in
                var dictionary = ValueDictionary()
                for key in Self.keys { dictionary[key.name] = key.write(entry) }
                for (key, value) in entry.others { dictionary[key] = value as? Value }
                return .list([.tensor(entry.hidden), .dictionary(dictionary)])
            })
    }

    /// A key of ComfyUI's dictionary.
    private struct Key: Sendable {
        let name: String
        /// False where the value cannot be one of that key.
        let read: @Sendable (Value, inout Entry) throws(NodeError) -> Bool
        let write: @Sendable (Entry) -> Value?
    }

    private static let keys: [Key] = [
        tensor("pooled_output", \.pooled), tensor("attention_mask", \.attentionMask),
        key(
            "attention_mask_img_shape", \.attentionMaskShape, read: { $0.list?.compactMap(\.int) },
            write: { .list($0.map { .int(Int128($0)) }) }),
        tensor("conditioning_llama3", \.languageLayers),
        integer("height", \.sizes.height), integer("width", \.sizes.width),
        integer("crop_h", \.sizes.cropTop), integer("crop_w", \.sizes.cropLeft),
        integer("target_height", \.sizes.targetHeight), integer("target_width", \.sizes.targetWidth),
        number("aesthetic_score", \.sizes.aestheticScore),
        key("area", \.area, read: { ConditioningArea($0) }, write: \.value),
        number("strength", \.strength),
        tensor("mask", \.mask),
        number("mask_strength", \.maskStrength), flag("set_area_to_bounds", \.setsAreaToBounds),
        number("start_percent", \.startPercent), number("end_percent", \.endPercent),
        number("clip_start_percent", \.clipStartPercent), number("clip_end_percent", \.clipEndPercent),
        flag("default", \.isDefault),
        object("control", \.control, ControlObject.self, \.control, ControlObject.init),
        flag("control_apply_to_uncond", \.controlsNegative),
        tensor("cross_attn_controlnet", \.controlHidden), tensor("pooled_output_controlnet", \.controlPooled),
        object("hooks", \.hooks, HooksObject.self, \.hooks, HooksObject.init),
        key(
            "guidance", \.guidance, read: { value in value.float.flatMap { $0.isFinite ? .scale($0) : nil } },
            write: { guidance in
                switch guidance {
                case .scale(let scale): .float(scale)
                case .none: .null
                }
            }),
        object("gligen", \.patch, PromptPatchObject.self, \.patch, PromptPatchObject.init),
        tensor("concat_latent_image", \.concatLatent), tensor("concat_mask", \.concatMask),
        tensor("concat_image", \.concatImage), number("noise_augmentation", \.noiseAugmentation),
        key(
            "unclip_conditioning", \.imageEmbeddings,
            read: { (value) throws(NodeError) in try ImageEmbedding.list(value) }, write: ImageEmbedding.value),
        number("unclip_noise_augment_merge", \.noiseAugmentMerge),
        tensors("reference_latents", \.referenceLatents),
        tensors("reference_latents_text_embeds", \.referenceContexts),
        key("reference_latents_method", \.referenceMethod, read: \.string, write: { .string($0) }),
    ]

    private static func key<T>(
        _ name: String, _ path: any WritableKeyPath<Entry, T?> & Sendable,
        read: @escaping @Sendable (Value) throws(NodeError) -> T?, write: @escaping @Sendable (T) -> Value
    ) -> Key {
        Key(
            name: name,
            read: { (value, entry) throws(NodeError) in
                entry[keyPath: path] = try read(value)
                return entry[keyPath: path] != nil
            },
            write: { $0[keyPath: path].map(write) })
    }

    private static func tensor(_ name: String, _ path: any WritableKeyPath<Entry, Tensor?> & Sendable) -> Key {
        key(
            name, path,
            read: { (value) throws(NodeError) in
                guard let tensor = value.tensor else { return nil }
                return try floats(tensor)
            }, write: { .tensor($0) })
    }

    private static func tensors(_ name: String, _ path: any WritableKeyPath<Entry, [Tensor]?> & Sendable) -> Key {
        key(
            name, path,
            read: { (value) throws(NodeError) in
                guard let list = value.list else { return nil }
                var tensors: [Tensor] = []
                for value in list {
                    guard let tensor = value.tensor else { return nil }
                    tensors.append(try floats(tensor))
                }
                return tensors
            },
            write: { .list($0.map { .tensor($0) }) })
    }

    private static func number(_ name: String, _ path: any WritableKeyPath<Entry, Double?> & Sendable) -> Key {
        key(name, path, read: { value in value.float.flatMap { $0.isFinite ? $0 : nil } }, write: { .float($0) })
    }

    private static func integer(_ name: String, _ path: any WritableKeyPath<Entry, Int?> & Sendable) -> Key {
        key(
            name, path,
            read: { value in value.int ?? value.float.flatMap { Int(exactly: $0.rounded(.towardZero)) } },
            write: { .int(Int128($0)) })
    }

    private static func flag(_ name: String, _ path: any WritableKeyPath<Entry, Bool?> & Sendable) -> Key {
        key(name, path, read: \.bool, write: { .bool($0) })
    }

    /// A key whose value is an engine object around what the entry holds.
    private static func object<T, O: EngineObject>(
        _ name: String, _ path: any WritableKeyPath<Entry, T?> & Sendable, _: O.Type,
        _ content: any KeyPath<O, T> & Sendable, _ wrap: @escaping @Sendable (T) -> O
    ) -> Key {
        key(
            name, path,
            read: { value in
                guard case .object(let object) = value else { return nil }
                return (object as? O)?[keyPath: content]
            },
            write: { .object(wrap($0)) })
    }
}

extension ConditioningArea {
    /// ComfyUI's (height, width, y, x), or ("percentage", height, width, y, x) in shares.
    fileprivate init?(_ value: Value) {
        guard let list = value.list, !list.isEmpty else { return nil }
        if list[0].string == "percentage" {
            let numbers = list.dropFirst().compactMap(\.float)
            guard numbers.count == list.count - 1, numbers.count % 2 == 0 else { return nil }
            let half = numbers.count / 2
            self = .shares(extent: Array(numbers[..<half]), start: Array(numbers[half...]))
        } else {
            let numbers = list.compactMap(\.int)
            guard numbers.count == list.count, numbers.count % 2 == 0 else { return nil }
            let half = numbers.count / 2
            self = .places(extent: Array(numbers[..<half]), start: Array(numbers[half...]))
        }
    }

    fileprivate var value: Value {
        switch self {
        case .places(let extent, let start): .list((extent + start).map { .int(Int128($0)) })
        case .shares(let extent, let start): .list([.string("percentage")] + (extent + start).map { .float($0) })
        }
    }
}

extension NodeInputs {
    func conditioning(_ name: String) throws(NodeError) -> Conditioning { try Conditioning(self[name], name) }

    /// The conditioning with each entry changed.
    func conditioning(
        _ name: String, _ change: (inout Conditioning.Entry) throws(NodeError) -> Void
    ) throws(NodeError) -> Value {
        var conditioning = try conditioning(name)
        for index in conditioning.entries.indices { try change(&conditioning.entries[index]) }
        return conditioning.value
    }
}
