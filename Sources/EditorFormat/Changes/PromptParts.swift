package import Formats
internal import System

/// Where a prompt in API format has what people change most: its texts, seeds and pictures.
///
/// The texts are those that the positive and negative inputs of samplers and guiders stand for: the way goes against the
/// wires, through what changes a conditioning, to the text encoders, and from there to the nodes that hold the texts. A
/// text that serves both is the positive one.
package struct PromptParts: Sendable {
    package enum Role: Sendable { case positive, negative }

    package let positive: [PromptInput]
    package let negative: [PromptInput]
    package let seeds: [PromptInput]
    /// The files that nodes load.
    package let pictures: [PromptInput]

    package subscript(role: Role) -> [PromptInput] { role == .positive ? positive : negative }

    package init(_ prompt: JSONObject) {
        var starts: [(Role, Link)] = []
        for (_, node) in prompt {
            for (name, value) in node["inputs"]?.object ?? [:] {
                guard let link = Link(value) else { continue }
                switch name {
                case "positive", "cond1", "cond2": starts.append((.positive, link))
                case "negative": starts.append((.negative, link))
                case "conditioning" where node["class_type"]?.string == "BasicGuider": starts.append((.positive, link))
                default: break
                }
            }
        }
        let finder = TextFinder(prompt: prompt)
        let positive = finder.texts(starts.filter { $0.0 == .positive }.map(\.1))
        self.positive = positive
        let taken = Set(positive.map(\.place))
        negative = finder.texts(starts.filter { $0.0 == .negative }.map(\.1)).filter { !taken.contains($0.place) }
        seeds = Self.unique(
            prompt.flatMap { id, node in
                ["seed", "noise_seed"].compactMap { finder.literal($0, of: id, sources: Self.numbers, \.isInteger) }
            })
        pictures = prompt.compactMap { id, node in
            guard let name = Self.loaders[node["class_type"]?.string ?? ""] else { return nil }
            return finder.literal(name, of: id, sources: [], { $0.string != nil })
        }
    }

    /// Classes that read a picture from the input folder, with the input that names it.
    private static let loaders = ["LoadImage": "image", "LoadImageMask": "image"]
    /// Inputs of nodes that hold a number for others.
    private static let numbers = ["value", "seed", "noise_seed", "int"]

    fileprivate static func unique(_ inputs: [PromptInput]) -> [PromptInput] {
        var seen: Set<PromptInput.Place> = []
        return inputs.filter { seen.insert($0.place).inserted }
    }

    /// {"positive", "negative", "seed", "image"}: lists of {"node_id", "input", "value"}
    package var json: JSONObject {
        [
            "positive": .array(positive.map(\.json)), "negative": .array(negative.map(\.json)),
            "seed": .array(seeds.map(\.json)), "image": .array(pictures.map(\.json)),
        ]
    }
}

extension JSON {
    fileprivate var isInteger: Bool { if case .int = self { true } else { false } }
}

/// A wire: the node that it comes from, and which of its outputs.
private struct Link: Hashable {
    let node: String
    let slot: Int

    init?(_ value: JSON?) {
        guard let parts = value?.array, parts.count == 2, let node = parts[0].string, let slot = parts[1].int else {
            return nil
        }
        (self.node, self.slot) = (node, slot)
    }
}

private struct TextFinder {
    let prompt: JSONObject

    /// Texts of text encoders.
    private static let encoded = [
        "text", "text_g", "text_l", "prompt", "user_prompt", "clip_l", "clip_g", "t5xxl", "llama", "bert", "mt5xl",
        "qwen25_7b", "tags",
    ]
    /// Inputs of nodes that hold a text for others.
    private static let holders = ["value", "text", "string", "prompt"]
    /// Inputs of nodes that make one conditioning of others.
    private static let passed = ["on_true", "on_false"]

    /// The texts that conditionings are made of.
    func texts(_ starts: [Link]) -> [PromptInput] {
        var found: [PromptInput] = []
        var seen: Set<Link> = []
        var open = Array(starts.reversed())
        while let link = open.popLast() {
            guard seen.insert(link).inserted, let node = prompt[link.node],
                // No text matters to what is zero
                node["class_type"]?.string != "ConditioningZeroOut"
            else { continue }
            let inputs = node["inputs"]?.object ?? [:]
            let (positive, negative) = (Link(inputs["positive"]), Link(inputs["negative"]))
            if positive != nil || negative != nil {
                // What takes both gives both, in this order
                if let next = [positive, negative][min(max(link.slot, 0), 1)], link.slot < 2 { open.append(next) }
                continue
            }
            found += Self.encoded.compactMap {
                literal($0, of: link.node, sources: Self.holders) { $0.string != nil }
            }
            for (name, value) in inputs where name.hasPrefix("conditioning") || Self.passed.contains(name) {
                if let next = Link(value) { open.append(next) }
            }
        }
        return PromptParts.unique(found)
    }

    /// More nodes than that in a row hold no value for another one.
    private static let longestWay = 100

    /// The input itself, if it holds such a value, else the one of the node that it is wired to, called as one of
    /// `sources`, and so on.
    func literal(
        _ name: String, of node: String, sources: [String], _ isWanted: (JSON) -> Bool
    ) -> PromptInput? {
        var place = (node, name)
        for _ in 0..<Self.longestWay {
            guard let value = prompt[place.0]?["inputs"]?[place.1] else { return nil }
            if isWanted(value) { return PromptInput(nodeID: place.0, name: place.1, value: value) }
            guard let link = Link(value), let inputs = prompt[link.node]?["inputs"]?.object,
                let next = sources.first(where: { inputs[$0] != nil })
            else { return nil }
            place = (link.node, next)
        }
        return nil
    }
}
