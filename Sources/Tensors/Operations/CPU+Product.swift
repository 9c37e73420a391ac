extension CPU {
    /// Fewer channels than these are not worth rounding.
    private static let leastRounded = 16

    /// Columns that panels of every instruction set's product divide.
    private static let wholePanels = 32

    typealias RowPointers = (Range<Int>, UnsafeMutablePointer<UnsafePointer<Float>?>) -> Void

    /// Whether factors of rows of `segment` elements are rounded to bf16.
    func rounds(segment: Int) -> Bool { roundsFactors && segment >= Self.leastRounded }

    /// Whether a layer of so many rows of an item is made of integers: rows are to be many enough to pay for that, and
    /// sums long enough for its errors to cancel out.
    func takesIntegers(rows: Int, outputs: Int, inputs: Int, isGated: Bool) -> Bool {
        multipliesIntegers && rows >= 16 && outputs >= leastIntegers && inputs >= leastIntegers
            && (!isGated || outputs / 2 % Self.wholePanels == 0)
    }

    /// result[m, n] = `end` of a b^T, where the rows of a are segments ("taps") of `segment` floats each:
    /// `pointers(rows, table)` fills table[tap * rows.count + row]. The rows of b are [segment, taps].
    func product(
        m: Int, taps: Int, segment: Int, _ b: WeightMatrix, _ end: ProductEnd, into result: Tensor,
        keeping inputs: Tensor..., pointers: @escaping RowPointers
    ) throws {
        defer { withExtendedLifetime(inputs) {} }
        guard m > 0, b.n > 0 else { return }
        if rounds(segment: segment) {
            let weight = try ProductWeight.pairs(b.pairs(workers, gated: end.isGated))
            try product(m: m, taps: taps, segment: segment, b, weight, end, into: result, pointers)
        } else {
            try b.reading(workers) {
                try product(m: m, taps: taps, segment: segment, b, .stored($0), end, into: result, pointers)
            }
        }
    }

    /// The same with factors in integers of 8 bits; of gated ones whole panels.
    func integerProduct(
        m: Int, _ b: WeightMatrix, _ end: ProductEnd, into result: Tensor, keeping inputs: Tensor...,
        pointers: @escaping RowPointers
    ) throws {
        defer { withExtendedLifetime(inputs) {} }
        let weight = try b.bytes(workers)
        let rows = try ByteRows(m: m, k: b.k, group: weight.group, workers, pointers)
        try product(m: m, taps: 1, segment: b.k, b, .bytes(weight, rows), end, into: result) { part, table in
            for row in part { table[row - part.lowerBound] = rows.row(row) }
        }
    }

    private func product(
        m: Int, taps: Int, segment: Int, _ b: WeightMatrix, _ weight: ProductWeight, _ end: ProductEnd,
        into result: Tensor, _ pointers: @escaping RowPointers
    ) throws {
        precondition(b.k == taps * segment)
        let n = end.isGated ? b.n / 2 : b.n
        let yp = result.freshPointer
        defer { withExtendedLifetime((weight, end.bias, end.factor, end.residual)) {} }
        let grid = ProductGrid(
            m: m, n: n, taps: taps, segment: weight.length(segment), width: WeightMatrix.panelWidth,
            gated: end.isGated, packed: weight.isPacked, isWhole: weight.density == 4)
        let layout = ProductLayout(grid: grid, taps: taps, gated: end.isGated, weight: weight)
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
}
