internal import CKernels

/// Elements whose rows were turned before they were stored, a group of their numbers at a time, so that no number stands
/// out of its row: by the regular Hadamard matrix of ConvRot (arXiv 2512.03673), which is its own inverse.
struct TurnedElements: WeightElements {
    private let base: StoredWeight
    private let group: Int

    init(_ base: StoredWeight, in group: Int) {
        precondition(StoredWeight.isGroup(group, of: base.shape.dropFirst().reduce(1, *)))
        (self.base, self.group) = (base, group)
    }

    var shape: [Int] { base.shape }
    var byteCount: Int { base.byteCount }
    var sufficientType: DType { .f32 }
    var readable: Tensor? { nil }
    var isCompact: Bool { true }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        let (group, rowLength) = (Int64(group), rowLength)
        return try base.reading(workers) { expand in
            try body { rows, target in
                expand(rows, target)
                for row in 0..<rows.count { ck_turn_groups(target + row * rowLength, Int64(rowLength), group) }
            }
        }
    }

    /// Integers stay turned.
    var integerGroup: Int? { base.integerGroup == 0 ? group : nil }
    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        try base.readingIntegers(workers, body)
    }

    /// The base has done so for itself.
    func discardSource() {}

    func slice(_ rows: Range<Int>) -> any WeightElements { TurnedElements(base.slice(rows), in: group) }
}

extension StoredWeight {
    /// Whether rows of so many numbers can be turned in groups of this size: a power of 4.
    package static func isGroup(_ size: Int, of rowLength: Int) -> Bool {
        size >= 4 && size & (size - 1) == 0 && size.trailingZeroBitCount % 2 == 0 && rowLength % size == 0
    }

    /// What it was before its rows were turned, in groups of such a size.
    package func turned(in group: Int) -> StoredWeight {
        StoredWeight(TurnedElements(self, in: group), roundedTo: roundedTo)
    }
}
