extension CPU {
    /// Fewer channels than these are not worth rounding.
    private static let leastRounded = 16

    /// Whether factors of rows of `segment` elements are rounded to bf16.
    func rounds(segment: Int) -> Bool { roundsFactors && segment >= Self.leastRounded }

    /// Rows that are made integers are to be many enough for that, and sums long enough for its errors to cancel out: what
    /// comes before and behind all blocks of a network keeps its precision.
    static func isWorthIntegers(m: Int, n: Int, k: Int) -> Bool { m >= 16 && n >= 256 && k >= 256 }

    /// result[m, n] = `end` of a b^T, where the rows of a are segments ("taps") of `segment` floats each:
    /// `pointers(rows, table)` fills table[tap * rows.count + row]. The rows of b are [segment, taps].
    func product(
        m: Int, taps: Int, segment: Int, _ b: WeightMatrix, _ end: ProductEnd, into result: Tensor,
        keeping inputs: Tensor...,
        pointers: @escaping (Range<Int>, UnsafeMutablePointer<UnsafePointer<Float>?>) -> Void
    ) throws {
        precondition(b.k == taps * segment)
        let n = end.isGated ? b.n / 2 : b.n
        guard m > 0, n > 0 else { return }
        let yp = result.freshPointer
        defer { withExtendedLifetime((inputs, end.bias, end.factor, end.residual)) {} }
        func run(_ weight: ProductWeight) throws {
            let grid = ProductGrid(
                m: m, n: n, taps: taps, segment: weight.length(segment),
                width: WeightMatrix.panelWidth,
                gated: end.isGated, packed: weight.isPacked, isWhole: weight.density == 4)
            let layout = ProductLayout(grid: grid, taps: taps, gated: end.isGated, packed: weight.isPacked)
            try workers.forEach(grid.count, scratch: layout.count * 4) { index, scratch in
                let (rows, columns) = grid[index]
                let table = UnsafeMutableRawPointer(scratch).bindMemory(
                    to: UnsafePointer<Float>?.self, capacity: taps * grid.rows)
                pointers(rows, table)
                let target = yp + rows.lowerBound * n + columns.lowerBound
                let block = ProductBlock(
                    grid: grid, taps: taps, segment: segment, weight: weight, rows: rows, columns: columns,
                    isGated: end.isGated, table: table, scratch: scratch + layout.tableCount,
                    sums: end.isGated ? scratch + layout.tableCount + layout.scratchCount : target,
                    stride: end.isGated ? 2 * grid.columns : n)
                block.run(end, into: target, workers.cancellation)
            }
        }
        if multipliesIntegers, taps == 1, !end.isGated, Self.isWorthIntegers(m: m, n: n, k: segment) {
            try run(.bytes(b.bytes(workers)))
        } else if rounds(segment: segment) {
            try run(.pairs(b.pairs(workers, gated: end.isGated)))
        } else {
            try b.reading(workers) { try run(.stored($0)) }
        }
    }
}
