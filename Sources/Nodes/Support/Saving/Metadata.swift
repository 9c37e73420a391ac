internal import Formats
internal import Workflow

/// What a saved file tells of its making: the prompt, and whatever the client sent along, as ComfyUI writes it.
enum Metadata {
    /// In the order of ComfyUI's text chunks; values are JSON as Python's `json.dumps` spells it.
    static func entries(_ inputs: NodeInputs, _ environment: NodeEnvironment) -> [(keyword: String, text: String)] {
        guard !environment.omitsMetadata else { return [] }
        var result: [(String, String)] = []
        if let prompt = inputs["prompt"]?.json, prompt != .null {
            result.append(("prompt", prompt.serialized(.python)))
        }
        for (key, value) in inputs["extra_pnginfo"]?.json?.object ?? [:] {
            result.append((key, value.serialized(.python)))
        }
        return result
    }
}

extension Value {
    /// The JSON document that this value is; nil where there are tensors or objects.
    var json: JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .double(value)
        case .string(let value): return .string(value)
        case .list(let values):
            let array = values.compactMap(\.json)
            return array.count == values.count ? .array(array) : nil
        case .dictionary(let members):
            var object = JSONObject()
            for key in members.keys {
                guard let json = members[key]?.json else { return nil }
                object[key] = json
            }
            return .object(object)
        case .tensor, .object: return nil
        }
    }
}
