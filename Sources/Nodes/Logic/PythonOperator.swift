internal import Formats
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// An operator on plain values, with the exceptions that Python raises. Integers have 128 bits.
enum PythonOperator: String {
    case add, sub, mul, truediv, floordiv, mod, pow, matmul
    case lshift, rshift, and, or, xor
    case eq, ne, lt, le, gt, ge
    case same = "is"
    case notSame = "is_not"
    case concat, contains, countOf, indexOf, getitem, delitem
    case lengthHint = "length_hint"

    /// Under a name of the module `operator`: "add", "__add__", "and_", "iadd" (which changes nothing in place here).
    init(named name: String) throws(NodeError) {
        var bare = Substring(name)
        while bare.first == "_" { bare.removeFirst() }
        while bare.last == "_" { bare.removeLast() }
        let found = PythonOperator(rawValue: String(bare)) ?? PythonOperator(rawValue: String(bare.dropFirst()))
        guard let found else { throw NodeError("KeyError", "'\(name)'") }
        self = found
    }

    func apply(_ a: Value, _ b: Value) throws(NodeError) -> Value {
        switch self {
        case .eq: return .bool(Self.equal(a, b))
        case .ne: return .bool(!Self.equal(a, b))
        case .same: return .bool(Self.identical(a, b))
        case .notSame: return .bool(!Self.identical(a, b))
        case .lt, .le, .gt, .ge: return .bool(try compare(a, b))
        case .add, .concat: return try join(a, b)
        case .mul: return try multiply(a, b)
        case .sub, .truediv, .floordiv, .mod, .pow: return try arithmetic(a, b)
        case .and, .or, .xor, .lshift, .rshift: return try bits(a, b)
        case .contains: return .bool(try Self.items(a, b).contains { Self.equal($0, b) })
        case .countOf: return .int(Int128(try Self.items(a, b).count { Self.equal($0, b) }))
        case .indexOf:
            guard let place = try Self.items(a, b).firstIndex(where: { Self.equal($0, b) }) else {
                throw NodeError("ValueError", "sequence.index(x): x not in sequence")
            }
            return .int(Int128(place))
        case .getitem: return try Self.item(a, b)
        case .delitem:
            // values never change: what is left is the error for an item that is not there
            _ = try Self.item(a, b)
            return .null
        case .lengthHint: return Self.length(a).map { .int(Int128($0)) } ?? b
        case .matmul: throw unsupported(a, b)
        }
    }

    // MARK: - Truth and order

    /// `bool(value)`
    static func isTrue(_ value: Value) throws(NodeError) -> Bool {
        switch value {
        case .null: return false
        case .bool(let value): return value
        case .int(let value): return value != 0
        case .float(let value): return value != 0
        case .string, .list, .dictionary: return length(value) != 0
        case .object: return true
        case .tensor(let tensor):
            guard tensor.count == 1, tensor.dtype == .f32 else {
                throw NodeError("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous")
            }
            return tensor.withFloats { $0[0] != 0 }
        }
    }

    private static func equal(_ a: Value, _ b: Value) -> Bool {
        if let a = a.json, let b = b.json { return PythonComparison.equal(a, b) }
        return identical(a, b)
    }

    private static func identical(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.object(let a), .object(let b)): return a === b
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.string(let a), .string(let b)): return a == b
        default: return false
        }
    }

    private func compare(_ a: Value, _ b: Value) throws(NodeError) -> Bool {
        let symbol = [.lt: "<", .le: "<=", .gt: ">", .ge: ">="][self] ?? ""
        guard let x = a.json, let y = b.json else { throw unsupported(a, b) }
        let isLess = try PythonComparison.less(x, y, symbol: symbol)
        switch self {
        case .lt: return isLess
        case .gt: return try PythonComparison.less(y, x)
        case .le: return isLess || PythonComparison.equal(x, y)
        default: return try PythonComparison.less(y, x) || PythonComparison.equal(x, y)
        }
    }

    // MARK: - Numbers

    private func arithmetic(_ a: Value, _ b: Value) throws(NodeError) -> Value {
        if self != .truediv, let x = Self.integer(a), let y = Self.integer(b), self != .pow || y >= 0 {
            return .int(try integers(x, y))
        }
        guard let x = Self.number(a), let y = Self.number(b) else { throw unsupported(a, b) }
        switch self {
        case .add: return .float(x + y)
        case .sub: return .float(x - y)
        case .mul: return .float(x * y)
        case .pow:
            guard x != 0 || y >= 0 else {
                throw NodeError("ZeroDivisionError", "0.0 cannot be raised to a negative power")
            }
            return .float(Glibc.pow(x, y))
        default:
            guard y != 0 else { throw NodeError("ZeroDivisionError", "division by zero") }
            let remainder = fmod(x, y)
            let signed = remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder
            switch self {
            case .truediv: return .float(x / y)
            case .mod: return .float(signed)
            default: return .float(((x - signed) / y).rounded())
            }
        }
    }

    private func integers(_ x: Int128, _ y: Int128) throws(NodeError) -> Int128 {
        let result: (partialValue: Int128, overflow: Bool)
        switch self {
        case .add: result = x.addingReportingOverflow(y)
        case .sub: result = x.subtractingReportingOverflow(y)
        case .mul: result = x.multipliedReportingOverflow(by: y)
        case .pow: result = Self.power(x, y)
        default:
            guard y != 0 else { throw NodeError("ZeroDivisionError", "integer division or modulo by zero") }
            if y == -1 {
                result = self == .mod ? (0, false) : (0 as Int128).subtractingReportingOverflow(x)
            } else {
                let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
                let isBelow = remainder != 0 && (remainder < 0) != (y < 0)
                result = (
                    self == .mod ? (isBelow ? remainder + y : remainder) : isBelow ? quotient - 1 : quotient, false
                )
            }
        }
        guard !result.overflow else { throw Self.overflow }
        return result.partialValue
    }

    private static let overflow = NodeError("OverflowError", "the result has more than 128 bits")

    private static func power(_ base: Int128, _ exponent: Int128) -> (partialValue: Int128, overflow: Bool) {
        var (result, square, rest, isOver): (Int128, Int128, Int128, Bool) = (1, base, exponent, false)
        while rest > 0 {
            if rest & 1 == 1 {
                let product = result.multipliedReportingOverflow(by: square)
                if isOver || product.overflow { return (0, true) }
                result = product.partialValue
            }
            rest >>= 1
            (square, isOver) = square.multipliedReportingOverflow(by: square)
        }
        return (result, false)
    }

    private func bits(_ a: Value, _ b: Value) throws(NodeError) -> Value {
        guard let x = Self.integer(a), let y = Self.integer(b) else { throw unsupported(a, b) }
        let areBools = a.bool != nil && b.bool != nil
        func result(_ value: Int128) -> Value { areBools ? .bool(value != 0) : .int(value) }
        switch self {
        case .and: return result(x & y)
        case .or: return result(x | y)
        case .xor: return result(x ^ y)
        default:
            guard y >= 0 else { throw NodeError("ValueError", "negative shift count") }
            if self == .rshift { return .int(x >> min(y, 127)) }
            guard x == 0 || y < 127, (x << y) >> y == x else { throw Self.overflow }
            return .int(x == 0 ? 0 : x << y)
        }
    }

    static func integer(_ value: Value) -> Int128? {
        switch value {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    static func number(_ value: Value) -> Double? { value.float ?? integer(value).map { Double($0) } }

    // MARK: - Texts, lists and dictionaries

    /// Bytes or items that a text or list may have: a chain of nodes could double them without end.
    private static let longest = 1 << 24

    private static func checkSize(_ count: Int) throws(NodeError) {
        guard count <= longest else { throw NodeError("MemoryError", "") }
        do {
            try TensorMemory.check(MemoryLayout<Value>.stride * count)
        } catch {
            throw NodeError("MemoryError", error.description)
        }
    }

    private func join(_ a: Value, _ b: Value) throws(NodeError) -> Value {
        switch (a, b) {
        case (.string(let x), .string(let y)):
            try Self.checkSize(x.utf8.count + y.utf8.count)
            return .string(x + y)
        case (.list(let x), .list(let y)):
            try Self.checkSize(x.count + y.count)
            return .list(x + y)
        default:
            guard self == .add else { throw NodeError("TypeError", "\(a.pythonType) object can't be concatenated") }
            return try arithmetic(a, b)
        }
    }

    private func multiply(_ a: Value, _ b: Value) throws(NodeError) -> Value {
        let product =
            switch (a, b) {
            case (.string, _), (.list, _): try Self.repeated(a, b)
            case (_, .string), (_, .list): try Self.repeated(b, a)
            default: nil as Value?
            }
        if let product { return product }
        return try arithmetic(a, b)
    }

    private static func repeated(_ value: Value, _ times: Value) throws(NodeError) -> Value? {
        guard let count = integer(times).map({ max($0, 0) }) else { return nil }
        let size = value.string?.utf8.count ?? value.list?.count ?? 0
        guard count <= longest else { throw NodeError("MemoryError", "") }
        try checkSize(Int(count) * size)
        if let text = value.string { return .string(String(repeating: text, count: Int(count))) }
        return value.list.map { items in .list((0..<Int(count)).flatMap { _ in items }) }
    }

    private static func length(_ value: Value) -> Int? {
        switch value {
        case .string(let text): text.unicodeScalars.count
        case .list(let items): items.count
        case .dictionary(let members): members.count
        default: nil
        }
    }

    /// What `container` holds for a search for `wanted`: a text holds its own parts.
    private static func items(_ container: Value, _ wanted: Value) throws(NodeError) -> [Value] {
        switch container {
        case .list(let items): return items
        case .dictionary(let members): return members.map { .string($0.key) }
        case .string(let text):
            guard let part = wanted.string else { throw NodeError("TypeError", "'in <string>' requires string") }
            return text.contains(text: part) ? [wanted] : []
        default: throw NodeError("TypeError", "argument of type '\(container.pythonType)' is not iterable")
        }
    }

    private static func item(_ container: Value, _ key: Value) throws(NodeError) -> Value {
        if let members = container.dictionary {
            guard let value = key.string.flatMap({ members[$0] }) else {
                throw NodeError("KeyError", key.string.map { "'\($0)'" } ?? key.shown)
            }
            return value
        }
        let items = container.list ?? container.string?.unicodeScalars.map { .string(String($0)) }
        guard let items else { throw NodeError("TypeError", "'\(container.pythonType)' object is not subscriptable") }
        guard let index = integer(key) else { throw NodeError("TypeError", "indices must be integers") }
        let place = index < 0 ? index + Int128(items.count) : index
        guard place >= 0, place < Int128(items.count) else {
            throw NodeError("IndexError", "\(container.pythonType) index out of range")
        }
        return items[Int(place)]
    }

    private func unsupported(_ a: Value, _ b: Value) -> NodeError {
        NodeError(
            "TypeError", "unsupported operand types for \(rawValue): '\(a.pythonType)' and '\(b.pythonType)'")
    }
}
