internal import Formats
internal import System
internal import Tensors
internal import Workflow

extension Value {
    /// As Python would print it: texts as they are, numbers and truth by name, trees as JSON with indents.
    var shown: String {
        switch self {
        case .null: "None"
        case .string(let text): text
        case .bool(let value): value ? "True" : "False"
        case .int(let value): value.description
        case .float(let value): PythonText.repr(value)
        case .list, .dictionary: json.map { Self.indented($0) } ?? described
        case .tensor, .object: described
        }
    }

    /// Python's `json.dumps` with `step` spaces for each level.
    static func indented(_ json: JSON, depth: Int = 0, step: Int = 4) -> String {
        let inner = String(repeating: " ", count: step * (depth + 1))
        let end = "\n" + String(repeating: " ", count: step * depth)
        switch json {
        case .array(let items) where !items.isEmpty:
            return "[\n" + items.map { inner + indented($0, depth: depth + 1, step: step) }.joined(separator: ",\n")
                + end + "]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                "\(inner)\(JSON.string($0.key).serialized(.python)): \(indented($0.value, depth: depth + 1, step: step))"
            }
            return "{\n" + lines.joined(separator: ",\n") + end + "}"
        // Python's json writes NaN too
        case .double(let value): return value.pythonDescription
        default: return json.serialized(.python)
        }
    }

    /// What is no JSON, by its kind.
    private var described: String {
        switch self {
        case .tensor(let tensor): "tensor(\(tensor.dtype.rawValue), shape=\(tensor.shape))"
        case .object(let object): "<\(type(of: object))>"
        case .list(let items): "[" + items.map(\.described).joined(separator: ", ") + "]"
        case .dictionary(let members):
            "{" + members.map { "'\($0.key)': \($0.value.described)" }.joined(separator: ", ") + "}"
        default: shown
        }
    }
}
