internal import SyntheticModels

/// The operations of a network in the order of their first use, and how often each is used.
struct OperationList {
    private(set) var operations: [OperationShape] = []
    private(set) var counts: [OperationShape: Int] = [:]

    mutating func add(_ operation: OperationShape) {
        if counts[operation] == nil { operations.append(operation) }
        counts[operation, default: 0] += 1
    }

    mutating func add(_ other: OperationList) {
        for operation in other.operations {
            if counts[operation] == nil { operations.append(operation) }
            counts[operation, default: 0] += other.counts[operation]!
        }
    }

    /// Floating-point operations of the whole network.
    var work: Double { operations.reduce(0) { $0 + ($1.work ?? 0) * Double(counts[$1]!) } }
}
