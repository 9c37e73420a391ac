internal import Formats
internal import System

/// Values as ComfyUI shows them in `current_inputs`: plain ones as they are, dictionaries as Python writes them, others
/// by their class.
enum ValueDescription {
    static func json(_ value: Value) -> JSON {
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .double(value)
        case .string(let value): return .string(value)
        case .dictionary(let members):
            let hasTensor = members.contains { $0.value.tensor != nil }
            return .string(hasTensor ? "<class 'dict'>" : repr(value, depth: 0))
        case .list: return "<class 'list'>"
        case .tensor: return "<class 'torch.Tensor'>"
        case .object(let object): return .string("<class '\(object.className)'>")
        }
    }

    private static func repr(_ value: Value, depth: Int) -> String {
        switch value {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .int(let value): return "\(value)"
        case .float(let value): return PythonText.repr(value)
        case .string(let value): return PythonText.repr(value)
        case .list(let values):
            return depth > 32 ? "[...]" : "[\(values.map { repr($0, depth: depth + 1) }.joined(separator: ", "))]"
        case .dictionary(let members):
            if depth > 32 { return "{...}" }
            let parts = members.map { "\(PythonText.repr($0.key)): \(repr($0.value, depth: depth + 1))" }
            return "{\(parts.joined(separator: ", "))}"
        case .tensor: return "tensor(...)"
        case .object(let object): return "<\(object.className) object>"
        }
    }
}
