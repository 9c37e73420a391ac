/// One tap of a convolution over time: of each kernel [kt, ...] the part at one kt.
struct TapElements: WeightElements {
    /// [O, I, kt, ...]
    let base: StoredWeight
    let tap: Int
    private let rows: Range<Int>

    init(_ base: StoredWeight, tap: Int, rows: Range<Int>? = nil) {
        precondition(base.shape.count >= 3 && (0..<base.shape[2]).contains(tap))
        (self.base, self.tap) = (base, tap)
        self.rows = rows ?? 0..<base.shape[0]
    }

    /// [O, I, ...]
    var shape: [Int] { [rows.count, base.shape[1]] + base.shape.dropFirst(3) }
    var byteCount: Int { base.byteCount / max(base.shape[0] * base.shape[2], 1) * rows.count }
    var sufficientType: DType { base.sufficientType }
    var readable: Tensor? { nil }

    func reading<R>(_ workers: Workers?, _ body: (@escaping RowExpander) throws -> R) throws -> R {
        let (inputs, taps, size) = (base.shape[1], base.shape[2], base.shape.dropFirst(3).reduce(1, *))
        let (first, tap) = (rows.lowerBound, tap)
        return try base.reading(workers) { expand in
            try body { range, target in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs * taps * size) { kernel in
                    for (index, row) in range.enumerated() {
                        expand(first + row..<first + row + 1, kernel.baseAddress!)
                        for input in 0..<inputs {
                            (target + (index * inputs + input) * size).update(
                                from: kernel.baseAddress! + (input * taps + tap) * size, count: size)
                        }
                    }
                }
            }
        }
    }

    func discardSource() { base.elements.discardSource() }

    func slice(_ part: Range<Int>) -> any WeightElements {
        TapElements(base, tap: tap, rows: rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound)
    }
}

extension StoredWeight {
    /// One tap of a convolution over time. [O, I, kt, ...] -> [O, I, ...]
    package func tap(_ index: Int, in room: WeightRoom) -> StoredWeight {
        StoredWeight(TapElements(self, tap: index), roundedTo: roundedTo, forms: WeightForms(in: room))
    }
}
