internal import Tensors

/// By which names LoRA files call the weights of a family of networks: what is trained by one tool or another names the
/// same layer differently. A family adds its own to those that all have.
package struct LoraNames: Sendable {
    /// Adds names to a map.
    ///
    /// - Parameters:
    ///   - stems: of the weights, without `.weight`, by ComfyUI's names without a prefix.
    ///   - shape: of a weight, by stem.
    package typealias Maker =
        @Sendable (_ map: inout LoraMap, _ stems: [String], _ shape: (String) -> [Int]?) -> Void

    private let add: Maker

    package init(_ add: @escaping Maker) { self.add = add }

    /// Nothing but what all families have.
    package static let generic = LoraNames { _, _, _ in }

    static let networkPrefix = "diffusion_model."

    /// The map of a network's weights.
    func map(_ weights: PatchableWeights<any DenoisingNetwork>) -> LoraMap {
        var map = LoraMap()
        var stems: [String] = []
        for name in weights.names where name.hasPrefix(Self.networkPrefix) {
            guard name.hasSuffix(".weight") else {
                map[name] = LoraTarget(name)
                continue
            }
            let stem = String(name.dropFirst(Self.networkPrefix.count).dropLast(".weight".count))
            stems.append(stem)
            map["lora_unet_" + LoraMap.joined(stem)] = LoraTarget(name)
            map[Self.networkPrefix + stem] = LoraTarget(name)
        }
        add(&map, stems) { weights.shape("\(Self.networkPrefix)\($0).weight") }
        return map
    }
}

/// The weights that names in LoRA files mean. Of a weight's several names in one file the last counts.
package struct LoraMap: Sendable {
    private var targets: [String: LoraTarget] = [:]
    /// In which the names came.
    private var order: [String: Int] = [:]

    package init() {}

    /// - Parameter name: what stands before `.lora_up.weight` and the like.
    package subscript(_ name: String) -> LoraTarget? {
        get { targets[name] }
        set {
            targets[name] = newValue
            if order[name] == nil { order[name] = order.count }
        }
    }

    package var isEmpty: Bool { targets.isEmpty }

    /// Whether a name came before another; those that are not there come last.
    func isBefore(_ name: String, _ other: String) -> Bool { order[name] ?? .max < order[other] ?? .max }

    /// For families: a network's weight, by its stem.
    package mutating func add(
        _ name: String, _ stem: String, rows: Range<Int>? = nil, exchangesHalves: Bool = false
    ) {
        self[name] = LoraTarget(
            "\(LoraNames.networkPrefix)\(stem).weight", rows: rows, exchangesHalves: exchangesHalves)
    }

    /// kohya's way of writing a path.
    package static func joined(_ path: String) -> String {
        String(decoding: path.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
