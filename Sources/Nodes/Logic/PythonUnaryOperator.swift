internal import Formats
internal import Tensors
internal import Workflow

/// An operator on one plain value, with the exceptions that Python raises.
enum PythonUnaryOperator: String {
    case abs, neg, pos, invert, index, truth, call
    case not = "not"

    /// Under a name of the module `operator`: "neg", "__neg__", "not_"; "inv" is "invert".
    init(named name: String) throws(NodeError) {
        var bare = Substring(name)
        while bare.first == "_" { bare.removeFirst() }
        while bare.last == "_" { bare.removeLast() }
        if bare == "inv" { bare = "invert" }
        guard let found = PythonUnaryOperator(rawValue: String(bare)) else { throw NodeError("KeyError", "'\(name)'") }
        self = found
    }

    func apply(_ value: Value) throws(NodeError) -> Value {
        switch self {
        case .not: return .bool(try !PythonOperator.isTrue(value))
        case .truth: return .bool(try PythonOperator.isTrue(value))
        case .call: throw NodeError("TypeError", "'\(value.pythonType)' object is not callable")
        case .index:
            guard let whole = PythonOperator.integer(value) else {
                throw NodeError("TypeError", "'\(value.pythonType)' object cannot be interpreted as an integer")
            }
            return .int(whole)
        case .abs: return try number(value, "abs()", { Swift.abs($0) }, { Swift.abs($0) }) { $0 < 0 ? 0 - $0 : $0 }
        case .neg: return try number(value, "unary -", { -$0 }, { -$0 }) { 0 - $0 }
        case .pos: return try number(value, "unary +", { $0 }, { $0 }) { $0 }
        case .invert: return try number(value, "unary ~", nil, nil) { ~$0 }
        }
    }

    private func number(
        _ value: Value, _ what: String, _ float: ((Double) -> Double)?, _ element: ((Float) -> Float)?,
        _ whole: (Int128) -> Int128
    ) throws(NodeError) -> Value {
        if case .float(let number) = value, let float { return .float(float(number)) }
        if case .tensor(let tensor) = value, tensor.dtype == .f32, let element { return .tensor(tensor.map(element)) }
        guard let number = PythonOperator.integer(value) else {
            throw NodeError("TypeError", "bad operand type for \(what): '\(value.pythonType)'")
        }
        guard number > .min else { throw NodeError("OverflowError", "the result has more than 128 bits") }
        return .int(whole(number))
    }
}
