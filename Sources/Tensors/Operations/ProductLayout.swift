/// Floats of scratch memory that a block takes.
struct ProductLayout {
    /// Pointers to rows.
    let tableCount: Int
    /// Packed weights, or a stripe of rows in pairs behind the pointers to them.
    let scratchCount: Int
    /// Sums of values and gates, which are not part of the result.
    let sumsCount: Int

    var count: Int { tableCount + scratchCount + sumsCount }

    init(grid: ProductGrid, taps: Int, gated: Bool, weight: ProductWeight) {
        let halves = gated ? 2 : 1
        tableCount = Self.tableCount(taps * grid.rows)
        if weight.makesRows {
            let rows = taps * ProductGrid.stripe
            scratchCount = Self.tableCount(rows) + rows * Self.pairStride(grid.depth)
        } else {
            scratchCount = weight.isPacked ? 0 : grid.columns * halves * grid.depth * taps
        }
        sumsCount = gated ? grid.rows * halves * grid.columns : 0
    }

    static func tableCount(_ rows: Int) -> Int { rows * MemoryLayout<UnsafePointer<Float>?>.stride / 4 }

    /// Floats from row to row of `depth` pairs: not a power of two, which would put them on the same cache lines.
    static func pairStride(_ depth: Int) -> Int { (depth + 15) / 16 * 16 + 16 }
}
