internal import Formats
internal import Synchronization
internal import System

/// What a node's outputs depend on, through all its ancestors, as 128 bits.
///
/// SipHash-1-3 under the process's secret key, ended in two ways: equal for equal nodes, and nobody can make two
/// different ones meet.
struct Signature: Hashable {
    private let high: Int
    private let low: Int

    /// One that equals no other: for what cannot be compared.
    static func unique() -> Signature { Signature(high: 0, low: counter.add(1, ordering: .relaxed).newValue) }
    private static let counter = Atomic<Int>(0)

    /// Of the parts that `feed` combines.
    static func combining(_ feed: (inout Hasher) -> Void) -> Signature {
        var first = Hasher()
        feed(&first)
        var second = first
        first.combine(0 as UInt8)
        second.combine(1 as UInt8)
        return Signature(high: first.finalize() | 1, low: second.finalize())
    }

    /// The bits themselves, for what goes into another one.
    func feed(_ hasher: inout Hasher) {
        hasher.combine(high)
        hasher.combine(low)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(low) }
}

extension Value {
    /// Whether equal values can be told from different ones: plain values can (but for NaN, which equals nothing).
    var isComparable: Bool {
        switch self {
        case .null, .bool, .int, .string: true
        case .float(let value): !value.isNaN
        case .list(let values): values.allSatisfy(\.isComparable)
        case .dictionary(let members): members.allSatisfy(\.value.isComparable)
        case .tensor, .object: false
        }
    }

    /// Feeds a comparable value, its kind first. Numbers and truth values are one kind: equal ones are, in Python's
    /// keys.
    func feed(_ hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): Self.feed(value ? 1 : 0, &hasher)
        case .int(let value): Self.feed(value, &hasher)
        case .float(let value):
            if let whole = Int128(exactly: value) { return Self.feed(whole, &hasher) }
            hasher.combine(4 as UInt8)
            hasher.combine(value)
        case .string(let value):
            hasher.combine(5 as UInt8)
            hasher.combine(ExactString(value))
        case .list(let values):
            hasher.combine(6 as UInt8)
            hasher.combine(values.count)
            for value in values { value.feed(&hasher) }
        case .dictionary(let members):
            hasher.combine(7 as UInt8)
            hasher.combine(members.count)
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                hasher.combine(ExactString(key))
                value.feed(&hasher)
            }
        case .tensor, .object: hasher.combine(8 as UInt8)
        }
    }

    private static func feed(_ whole: Int128, _ hasher: inout Hasher) {
        hasher.combine(3 as UInt8)
        hasher.combine(whole)
    }
}
