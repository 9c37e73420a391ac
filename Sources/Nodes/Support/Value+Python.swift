internal import Formats
internal import Workflow

extension Value {
    /// `type(value).__name__`
    var pythonType: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .list: "list"
        case .dictionary: "dict"
        case .tensor: "Tensor"
        case .object(let object): object.className
        }
    }

    /// `str(value)`, where the value is plain; what is not is told by its kind.
    var pythonText: String { json.map(PythonText.str) ?? shown }
}
