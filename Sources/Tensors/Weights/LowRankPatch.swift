internal import CKernels

/// A weight [N, K] plus `scale` times the product of two narrow ones (E. Hu et al., "LoRA", arXiv 2106.09685). Rows of
/// kernels are as long as their channels and taps together.
package struct LowRankPatch: WeightPatch {
    /// [N, R]
    private let up: StoredWeight
    /// [R, K]
    private let down: StoredWeight
    private let scale: Float

    /// Rows whose products are taken at once.
    private static let block = 16

    /// - Parameters:
    ///   - up: [N, R], with any number of dimensions of 1 behind.
    ///   - down: [R, ...], K elements in each row.
    ///   - scale: the patch's strength times alpha / R.
    package init(up: StoredWeight, down: StoredWeight, scale: Float) {
        (self.up, self.down, self.scale) = (up, down, scale)
    }

    private var rank: Int { down.shape.first ?? 0 }

    package var byteCount: Int { up.byteCount + down.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        rank > 0 && up.shape.first == shape.first && up.elements.rowLength == rank
            && down.elements.rowLength == shape.dropFirst().reduce(1, *)
    }

    package func reading<R>(_ body: (@escaping RowChange) throws -> R) throws -> R {
        let (factor, panels) = (try up.expanded(), try panels())
        let (rank, columns, scale, width) = (rank, down.elements.rowLength, scale, WeightMatrix.panelWidth)
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                let starts = rows.map { Optional(factor.floatPointer + $0 * rank) }
                withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block * width) { sums in
                    for first in stride(from: 0, to: rows.count, by: Self.block) {
                        let count = min(Self.block, rows.count - first)
                        for column in stride(from: 0, to: columns, by: width) {
                            let columnCount = min(width, columns - column)
                            starts.withUnsafeBufferPointer { starts in
                                var factors = ck_factors()
                                factors.rows = starts.baseAddress! + first
                                (factors.taps, factors.k) = (1, Int64(rank))
                                factors.panels = panels.floatPointer + column * rank
                                ck_product(
                                    Int64(count), Int64(columnCount), &factors, sums.baseAddress!, Int64(width), 0)
                            }
                            for row in 0..<count {
                                let target = elements.baseAddress! + (first + row) * columns + column
                                for i in 0..<columnCount { target[i] += scale * sums[row * width + i] }
                            }
                        }
                    }
                }
            }
            withExtendedLifetime((factor, panels)) {}
        }
    }

    /// `down` as products take it: [panels, R, panel width].
    private func panels() throws -> Tensor {
        let (rows, columns, width) = (try down.expanded(), down.elements.rowLength, WeightMatrix.panelWidth)
        let result = try Tensor(allocating: [(columns + width - 1) / width, rank, width])
        let (source, target) = (rows.floatPointer, result.freshPointer)
        target.update(repeating: 0, count: result.count)
        for panel in 0..<result.shape[0] {
            for row in 0..<rank {
                (target + (panel * rank + row) * width).update(
                    from: source + row * columns + panel * width, count: min(width, columns - panel * width))
            }
        }
        withExtendedLifetime(rows) {}
        return result
    }
}
