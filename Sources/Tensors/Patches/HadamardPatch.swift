/// A weight plus `scale` times the elementwise product of two products of narrow matrices (Nam et al., "FedPara", arXiv
/// 2108.06098; LyCORIS calls it LoHa).
package struct HadamardPatch: WeightPatch {
    private let first: (up: WeightFactor, down: WeightFactor)
    private let second: (up: WeightFactor, down: WeightFactor)
    private let scale: Float

    /// Factors [N, R] and [R, K] of either product.
    package init(
        _ first: (up: WeightFactor, down: WeightFactor), _ second: (up: WeightFactor, down: WeightFactor), scale: Float
    ) {
        (self.first, self.second, self.scale) = (first, second, scale)
    }

    package var byteCount: Int {
        first.up.byteCount + first.down.byteCount + second.up.byteCount + second.down.byteCount
    }

    package func fits(_ shape: [Int]) -> Bool {
        NarrowProduct.fits(first.up, first.down, shape) && NarrowProduct.fits(second.up, second.down, shape)
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let a = try NarrowProduct(first.up, first.down)
        let b = try NarrowProduct(second.up, second.down)
        let scale = scale
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: NarrowProduct.partSize) { others in
                    a.forEachPart(rows) { part, sums in
                        b.take(part, of: rows, into: others.baseAddress!)
                        for row in 0..<part.rowCount {
                            let target = elements.baseAddress! + part.start(row)
                            let (x, y) = (sums + row * part.stride, others.baseAddress! + row * part.stride)
                            for i in 0..<part.columnCount { target[i] += scale * (x[i] * y[i]) }
                        }
                    }
                }
            }
        }
    }
}
