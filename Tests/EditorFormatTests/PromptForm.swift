import Formats
import System

/// A prompt without its ids: each node as a text of its class and inputs, links as the text of what they come from.
struct PromptForm {
    private let prompt: JSONObject
    private let pair: EditorPairs.Pair
    private var known: [String: Int] = [:]

    /// How often each node occurs.
    static func counts(_ prompt: JSONObject, _ pair: EditorPairs.Pair) -> [Int: Int] {
        var form = PromptForm(prompt: prompt, pair: pair)
        return prompt.keys.reduce(into: [:]) { $0[form.node($1, []), default: 0] += 1 }
    }

    private init(prompt: JSONObject, pair: EditorPairs.Pair) {
        self.prompt = prompt
        self.pair = pair
    }

    private mutating func node(_ id: String, _ path: Set<String>) -> Int {
        guard !path.contains(id), let node = prompt[id] else { return 0 }
        if let form = known[id] { return form }
        let className = node["class_type"]?.string ?? ""
        let isFree = pair.isStructureOnly || pair.unknownClasses.contains(className)
        var parts: [String] = []
        for (name, value) in node["inputs"]?.object ?? [:] {
            if let link = value.array, link.count == 2, let origin = link[0].string, prompt[origin] != nil {
                parts.append("\(name) <- \(self.node(origin, path.union([id]))) \(link[1].serialized())")
            } else if !isFree {
                parts.append("\(name) = \(Self.plain(value).serialized())")
            }
        }
        let form = (className + parts.sorted().joined(separator: ";")).hashValue
        known[id] = form
        return form
    }

    /// Numbers as doubles, which those of the page are; members in order.
    private static func plain(_ value: JSON) -> JSON {
        switch value {
        case .int(let number): .double(Double(number))
        case .array(let items): .array(items.map(plain))
        case .object(let members):
            .object(members.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { $0[$1.key] = plain($1.value) })
        default: value
        }
    }
}
