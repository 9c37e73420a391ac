package import Formats
internal import System

/// Python's comparisons of plain values.
package enum PythonComparison {
    /// `==`: numbers and booleans compare by value.
    package static func equal(_ a: JSON, _ b: JSON) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)): return a.isExactly(b)
        case (.null, .null): return true
        case (.largeInt(let a), .largeInt(let b)): return a == b
        case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
        case (.object(let a), .object(let b)):
            return a.count == b.count && a.allSatisfy { key, value in b[key].map { equal(value, $0) } ?? false }
        default: return order(a, b).map { $0 == 0 } ?? false
        }
    }

    /// -1, 0, 1; nil where they cannot be ordered or one is NaN.
    static func order(_ a: JSON, _ b: JSON) -> Int? {
        if let a = integer(a), let b = integer(b) { return a < b ? -1 : a == b ? 0 : 1 }
        guard let a = number(a), let b = number(b), !a.isNaN, !b.isNaN else { return nil }
        return a < b ? -1 : a == b ? 0 : 1
    }

    /// `a < b`, which raises where the types have no order.
    package static func less(_ a: JSON, _ b: JSON, symbol: String = "<") throws(NodeError) -> Bool {
        if case .string(let a) = a, case .string(let b) = b {
            return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
        }
        guard number(a) != nil, number(b) != nil else {
            throw NodeError(
                "TypeError",
                "'\(symbol)' not supported between instances of '\(PythonText.typeName(a))' and '\(PythonText.typeName(b))'"
            )
        }
        return order(a, b) == -1
    }

    private static func integer(_ json: JSON) -> Int128? {
        switch json {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    private static func number(_ json: JSON) -> Double? {
        switch json {
        case .int(let value): Double(value)
        case .bool(let value): value ? 1 : 0
        case .largeInt, .double: json.number
        default: nil
        }
    }
}
