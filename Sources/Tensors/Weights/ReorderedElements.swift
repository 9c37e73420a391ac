/// Rows of weights in another order, or one weight behind the other.
struct ReorderedElements: WeightElements {
    private let parts: [StoredWeight]
    /// Where each row lies.
    private let order: [(part: Int, row: Int)]

    /// - Parameter parts: of equal length of rows.
    init(_ parts: [StoredWeight], order: [(part: Int, row: Int)]) {
        precondition(!parts.isEmpty && parts.allSatisfy { $0.shape.dropFirst() == parts[0].shape.dropFirst() })
        (self.parts, self.order) = (parts, order)
    }

    var shape: [Int] { [order.count] + parts[0].shape.dropFirst() }
    var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
    var sufficientType: DType {
        let types = Set(parts.map(\.sufficientType))
        return types.count == 1 ? types.first! : .f32
    }
    var readable: Tensor? { nil }
    var isCompact: Bool { parts.contains { $0.isCompact } }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        try reading(parts[...], [], workers, body)
    }

    private func reading<R>(
        _ rest: ArraySlice<StoredWeight>, _ expanders: [RowExpander], _ workers: Workers?,
        _ body: (@escaping RowExpander) throws -> R
    ) throws -> R {
        if let part = rest.first {
            return try part.reading(workers) { try reading(rest.dropFirst(), expanders + [$0], workers, body) }
        }
        let (order, rowLength) = (order, rowLength)
        return try body { rows, target in
            for row in rows {
                let from = order[row]
                expanders[from.part](from.row..<from.row + 1, target + (row - rows.lowerBound) * rowLength)
            }
        }
    }

    var integerGroup: Int? {
        let groups = Set(parts.map(\.integerGroup))
        return groups.count == 1 ? groups.first! : nil
    }

    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        try readingIntegers(parts[...], [], workers, body)
    }

    private func readingIntegers<R>(
        _ rest: ArraySlice<StoredWeight>, _ expanders: [IntegerExpander], _ workers: Workers?,
        _ body: (@escaping IntegerExpander) throws -> R
    ) throws -> R {
        if let part = rest.first {
            return try part.readingIntegers(workers) {
                try readingIntegers(rest.dropFirst(), expanders + [$0], workers, body)
            }
        }
        let (order, rowLength) = (order, rowLength)
        return try body { rows, target, scales in
            for row in rows {
                let from = order[row], at = row - rows.lowerBound
                expanders[from.part](from.row..<from.row + 1, target + at * rowLength, scales + at)
            }
        }
    }

    /// The parts have done so for themselves.
    func discardSource() {}

    func slice(_ rows: Range<Int>) -> any WeightElements { ReorderedElements(parts, order: Array(order[rows])) }
}
