/// A weight plus `strength` times another of as many rows and elements: a full difference, or, with a `ScalePatch` before
/// it, what another model has in a merge. Product and sum are each rounded, as the reference does.
package struct DifferencePatch: WeightPatch {
    private let difference: StoredWeight
    private let strength: Float

    package init(_ difference: StoredWeight, strength: Float) {
        (self.difference, self.strength) = (difference, strength)
    }

    package var byteCount: Int { difference.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        difference.shape.first == shape.first && difference.count == shape.reduce(1, *)
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (strength, rowLength) = (strength, difference.elements.rowLength)
        let scratch = ScratchPool(byteCount: rowLength * 4)
        // Its pages come as they are touched: a row at a time, between looks at the cancellation.
        let result = try difference.reading(nil) { expand in
            try body { rows, elements in
                elements.withUnsafeMutableBufferPointer { elements in
                    scratch.withMemory { memory in
                        let row = memory.assumingMemoryBound(to: Float.self)
                        for index in rows {
                            expand(index..<index + 1, row)
                            let target = elements.baseAddress! + (index - rows.lowerBound) * rowLength
                            for i in 0..<rowLength { target[i] += strength * row[i] }
                        }
                    }
                }
            }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: rowLength * 4) }
        return result
    }
}
