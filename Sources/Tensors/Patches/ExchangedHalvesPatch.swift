/// A patch of a weight that has the two halves of its rows the other way round than the patch: a shift and a scale, where
/// the patch is of a scale and a shift.
package struct ExchangedHalvesPatch: WeightPatch {
    private let patch: any WeightPatch

    package init(_ patch: any WeightPatch) { self.patch = patch }

    package var byteCount: Int { patch.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        guard let count = shape.first, count % 2 == 0 else { return false }
        return patch.fits(shape)
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (half, length) = (weight.rowCount / 2, weight.rowLength)
        let own = PatchedRows(shape: weight.shape) { rows, target in
            Self.forEachHalf(of: half, rows) { weight($0, into: target + $1 * length) }
        }
        return try patch.reading(own) { change in
            try body { rows, elements in
                elements.withUnsafeMutableBufferPointer { elements in
                    Self.forEachHalf(of: half, rows) { others, offset in
                        let start = elements.baseAddress! + offset * length
                        var part = UnsafeMutableBufferPointer(start: start, count: others.count * length).mutableSpan
                        change(others, &part)
                    }
                }
            }
        }
    }

    /// Calls `body` with the rows that those of `rows` are in the other order, and where they lie among them.
    private static func forEachHalf(
        of half: Int, _ rows: Range<Int>, _ body: (_ others: Range<Int>, _ offset: Int) -> Void
    ) {
        for (start, other) in [(0, half), (half, 0)] {
            let common = rows.clamped(to: start..<start + half)
            guard !common.isEmpty else { continue }
            let first = common.lowerBound - start + other
            body(first..<first + common.count, common.lowerBound - rows.lowerBound)
        }
    }
}
