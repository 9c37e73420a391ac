/// Elements that are stored divided by a scale: one for all, or one for each row.
struct ScaledElements: WeightElements {
    private let base: StoredWeight
    /// One, or as many as rows.
    private let scales: [Float]

    init(_ base: StoredWeight, by scales: [Float]) {
        precondition(scales.count == 1 || scales.count == base.shape.first)
        (self.base, self.scales) = (base, scales)
    }

    var shape: [Int] { base.shape }
    var byteCount: Int { base.byteCount + 4 * scales.count }
    var sufficientType: DType { .f32 }
    var readable: Tensor? { nil }
    var isCompact: Bool { true }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        let (scales, rowLength) = (scales, rowLength)
        return try base.reading(workers) { expand in
            try body { rows, target in
                expand(rows, target)
                for row in rows {
                    let scale = scales[scales.count == 1 ? 0 : row]
                    let start = target + (row - rows.lowerBound) * rowLength
                    for i in 0..<rowLength { start[i] *= scale }
                }
            }
        }
    }

    var integerGroup: Int? { base.integerGroup }

    func readingIntegers<R>(_ workers: Workers?, _ body: (@escaping IntegerExpander) throws -> R) throws -> R {
        let own = scales
        return try base.readingIntegers(workers) { expand in
            try body { rows, target, scales in
                expand(rows, target, scales)
                for row in rows { scales[row - rows.lowerBound] *= own[own.count == 1 ? 0 : row] }
            }
        }
    }

    /// The base has done so for itself.
    func discardSource() {}

    func slice(_ rows: Range<Int>) -> any WeightElements {
        ScaledElements(base.slice(rows), by: scales.count == 1 ? scales : Array(scales[rows]))
    }
}
