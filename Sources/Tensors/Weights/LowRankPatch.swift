/// A weight [N, K] plus `scale` times the product of two narrow ones (E. Hu et al., "LoRA", arXiv 2106.09685). Rows of
/// kernels are as long as their channels and taps together.
package struct LowRankPatch: WeightPatch {
    /// [N, R]
    private let up: WeightFactor
    /// [R, K]
    private let down: WeightFactor
    private let scale: Float

    /// - Parameters:
    ///   - up: [N, R], with any number of dimensions of 1 behind.
    ///   - down: [R, ...], K elements in each row.
    ///   - scale: the patch's strength times alpha / R.
    package init(up: StoredWeight, down: StoredWeight, scale: Float) {
        self.init(up: .whole(up), down: .whole(down), scale: scale)
    }

    package init(up: WeightFactor, down: WeightFactor, scale: Float) {
        (self.up, self.down, self.scale) = (up, down, scale)
    }

    package var byteCount: Int { up.byteCount + down.byteCount }

    package func fits(_ shape: [Int]) -> Bool { NarrowProduct.fits(up, down, shape) }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (product, scale) = (try NarrowProduct(up, down), scale)
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                product.forEachPart(rows) { part, sums in
                    for row in 0..<part.rowCount {
                        let target = elements.baseAddress! + part.start(row)
                        let source = sums + row * part.stride
                        for i in 0..<part.columnCount { target[i] += scale * source[i] }
                    }
                }
            }
        }
    }
}
