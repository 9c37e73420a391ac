/// A patch of some rows of a weight, as if they were one of their own: a query's among those of queries, keys and values.
package struct RowsPatch: WeightPatch {
    private let patch: any WeightPatch
    private let part: Range<Int>

    package init(_ patch: any WeightPatch, rows: Range<Int>) { (self.patch, part) = (patch, rows) }

    package var byteCount: Int { patch.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        guard let count = shape.first, part.lowerBound >= 0, part.upperBound <= count else { return false }
        return patch.fits([part.count] + shape.dropFirst())
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (part, length) = (part, weight.rowLength)
        let own = PatchedRows(shape: [part.count] + weight.shape.dropFirst()) { rows, target in
            weight(part.lowerBound + rows.lowerBound..<part.lowerBound + rows.upperBound, into: target)
        }
        return try patch.reading(own) { change in
            try body { rows, elements in
                let common = rows.clamped(to: part)
                guard !common.isEmpty else { return }
                elements.withUnsafeMutableBufferPointer { elements in
                    let start = elements.baseAddress! + (common.lowerBound - rows.lowerBound) * length
                    var own = UnsafeMutableBufferPointer(start: start, count: common.count * length).mutableSpan
                    change(common.lowerBound - part.lowerBound..<common.upperBound - part.lowerBound, &own)
                }
            }
        }
    }
}
