internal import CKernels

/// What a product does with its sums.
struct ProductEnd {
    var bias: Tensor?
    var residual: Tensor?
    var activation = Activation.none
    /// Of [value; gate] with N rows each the result is value * gelu(gate).
    var isGated = false
}

extension Compute {
    static var panelWidth: Int { Int(ck_panel_width()) }

    /// result[m, n] = `end` of a b^T, where the rows of a are segments ("taps") of `segment` floats each:
    /// `pointers(rows, table)` fills table[tap * rows.count + row]. The rows of b are [segment, taps].
    func product(
        m: Int, taps: Int, segment: Int, _ b: WeightMatrix, _ end: ProductEnd, into result: Tensor,
        keeping inputs: Tensor..., pointers: (Range<Int>, UnsafeMutablePointer<UnsafePointer<Float>?>) -> Void
    ) throws {
        precondition(b.k == taps * segment)
        let n = end.isGated ? b.n / 2 : b.n
        guard m > 0, n > 0 else { return }
        let width = Self.panelWidth
        let isBF16 = roundsFactors && taps == 1
        let grid = ProductGrid(m: m, n: n, taps: taps, segment: segment, width: width, gated: end.isGated)
        let blockPanels = grid.columns / width * (end.isGated ? 2 : 1)
        let tableCount = taps * grid.rows * MemoryLayout<UnsafePointer<Float>?>.stride / 4
        let packedCount = blockPanels * (isBF16 ? (grid.depth + 1) / 2 : grid.depth * taps) * width
        // Sums of values and gates are not part of the result.
        let sumsCount = end.isGated ? grid.rows * blockPanels * width : 0
        let yp = result.freshPointer
        defer { withExtendedLifetime((inputs, end.bias, end.residual)) {} }
        try b.reading(self) { weight in
            try forEach(grid.count, scratch: (tableCount + packedCount + sumsCount) * 4) { index, scratch in
                let (rows, columns) = grid[index]
                let table = UnsafeMutableRawPointer(scratch).bindMemory(
                    to: UnsafePointer<Float>?.self, capacity: taps * grid.rows)
                pointers(rows, table)
                let target = yp + rows.lowerBound * n + columns.lowerBound
                let block = ProductBlock(
                    grid: grid, taps: taps, segment: segment, weight: weight, rows: rows, columns: columns,
                    isGated: end.isGated, isBF16: isBF16, table: table, packed: scratch + tableCount,
                    sums: end.isGated ? scratch + tableCount + packedCount : target,
                    stride: end.isGated ? 2 * grid.columns : n)
                block.run(end, into: target, cancellation)
            }
        }
    }
}

/// One block of a product, on one thread.
private struct ProductBlock {
    let grid: ProductGrid
    let taps: Int
    let segment: Int
    let weight: WeightMatrix.Rows
    let rows: Range<Int>
    let columns: Range<Int>
    let isGated: Bool
    /// Factors are rounded to bf16, in pairs; there is one tap then.
    let isBF16: Bool
    let table: UnsafeMutablePointer<UnsafePointer<Float>?>
    let packed: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Float>
    /// Floats between rows of `sums`.
    let stride: Int

    func run(_ end: ProductEnd, into target: UnsafeMutablePointer<Float>, _ cancellation: Cancellation?) {
        let finish = finish(end)
        for offset in Swift.stride(from: 0, to: max(segment, 1), by: max(grid.depth, 1)) {
            let part = offset..<min(offset + grid.depth, segment)
            pack(part)
            let isLast = part.upperBound == segment
            for row in Swift.stride(from: 0, to: rows.count, by: ProductGrid.stripe) {
                if let cancellation, cancellation.isCancelled { return }
                let count = min(ProductGrid.stripe, rows.count - row)
                multiply(part, row: row, count: count)
                guard isLast, var finish else { continue }
                finish.dst = target + row * grid.n
                finish.residual = finish.residual.map { $0 + row * grid.n }
                ck_finish(&finish, sums + row * stride, Int64(stride), Int64(count), Int64(columns.count))
            }
        }
    }

    /// Part `part` of each tap of `count` rows times what is packed of it, added to what earlier parts gave.
    private func multiply(_ part: Range<Int>, row: Int, count: Int) {
        let (n, offset) = (Int64(isGated ? stride : columns.count), Int64(part.lowerBound))
        let (target, accumulates) = (sums + row * stride, Int32(offset > 0 ? 1 : 0))
        if isBF16 {
            ck_product_bf16(
                Int64(count), n, Int64(part.count), table + row, offset, packed, target, Int64(stride), accumulates)
        } else {
            ck_product(
                Int64(count), n, Int64(taps), Int64(part.count), table + row, Int64(rows.count), offset, packed,
                target, Int64(stride), accumulates)
        }
    }

    /// Part `part` of each tap of the block's columns, panel by panel; behind the values those of the gates.
    private func pack(_ part: Range<Int>) {
        let width = Compute.panelWidth
        let size = (isBF16 ? (part.count + 1) / 2 : part.count * taps) * width
        let elements = part.lowerBound * taps..<part.upperBound * taps
        for gate in 0...(isGated ? 1 : 0) {
            let start = packed + gate * grid.columns / width * size
            for column in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
                weight.pack(
                    start + (column - columns.lowerBound) / width * size, row: gate * grid.n + column,
                    count: min(width, columns.upperBound - column), range: elements, taps: taps,
                    asPairs: isBF16)
            }
        }
    }

    /// For the block's first row; nil where the sums are the result.
    private func finish(_ end: ProductEnd) -> ck_finish? {
        guard end.bias != nil || end.residual != nil || end.isGated || end.activation != .none else { return nil }
        var finish = ck_finish()
        finish.ldd = Int64(grid.n)
        finish.bias = end.bias.map { $0.floatPointer + columns.lowerBound }
        finish.residual = end.residual.map { $0.floatPointer + rows.lowerBound * grid.n + columns.lowerBound }
        finish.ldr = Int64(grid.n)
        finish.activation = end.activation.kernel
        if isGated {
            finish.gate = Int64(grid.columns)
            finish.gate_bias = end.bias.map { $0.floatPointer + grid.n + columns.lowerBound }
        }
        return finish
    }
}
