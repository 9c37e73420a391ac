internal import CKernels

/// How a product of [m, k] and [k, n] is cut into blocks of its result: by its shape alone.
struct ProductGrid {
    let m, n, rows, columns, rowBlocks, columnBlocks: Int

    /// Floats of a row that one pass over a panel takes: the panel's part stays in the second level
    /// cache, and the running sums stay short enough to be accurate.
    static let depth = 1152

    init(m: Int, n: Int, width: Int) {
        self.m = m
        self.n = n
        // Multiples of every instruction set's tile height; smaller where there would be few blocks.
        let rows = m * n >= 1 << 20 ? 192 : 96
        self.rows = max(min(m, rows), 1)
        rowBlocks = (m + self.rows - 1) / self.rows
        let panels = (n + width - 1) / width
        let perBlock = max(2, min(16, panels * rowBlocks / 32)) * 32 / max(width, 32) * max(32 / width, 1)
        columns = max(perBlock, 1) * width
        columnBlocks = (n + columns - 1) / columns
    }

    var count: Int { rowBlocks * columnBlocks }

    /// Neighbours share their columns, and with them the panels in the cache.
    subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let (r, c) = (index % rowBlocks * rows, index / rowBlocks * columns)
        return (r..<min(r + rows, m), c..<min(c + columns, n))
    }
}

extension Compute {
    /// result[m, n] = activation(a b^T + bias[n] + residual[m, n]), where the rows of a are segments
    /// ("taps") of `segment` floats each: `pointers(rows, table)` fills table[tap * rows.count + row].
    /// K of b is taps * segment.
    func product(
        m: Int, taps: Int, segment: Int, _ b: PackedMatrix, bias: Tensor?, residual: Tensor?, activation: Activation,
        into result: Tensor, keeping inputs: Tensor...,
        pointers: (Range<Int>, UnsafeMutablePointer<UnsafePointer<Float>?>) -> Void
    ) throws {
        let n = b.n
        precondition(b.k == taps * segment)
        guard m > 0, n > 0 else { return }
        let width = PackedMatrix.panelWidth
        let grid = ProductGrid(m: m, n: n, width: width)
        let (bp, rp, yp) = (bias?.floatPointer, residual?.floatPointer, result.freshPointer)
        defer { withExtendedLifetime((inputs, bias, residual, b.panels)) {} }
        try forEach(grid.count, scratch: taps * grid.rows * MemoryLayout<UnsafePointer<Float>?>.stride) {
            index, scratch in
            let (rows, columns) = grid[index]
            let count = rows.count
            let table = UnsafeMutableRawPointer(scratch).bindMemory(
                to: UnsafePointer<Float>?.self, capacity: taps * grid.rows)
            pointers(rows, table)
            let target = yp + rows.lowerBound * n + columns.lowerBound
            ck_fill_rows(
                target, Int64(n), bp.map { $0 + columns.lowerBound },
                rp.map { $0 + rows.lowerBound * n + columns.lowerBound }, Int64(n), Int64(count), Int64(columns.count))
            forEachDepth(taps: taps, segment: segment) { tap, offset, taps, length in
                for column in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
                    if let cancellation, cancellation.isCancelled { return }
                    ck_product(
                        Int64(count), Int64(min(width, columns.upperBound - column)), Int64(taps), Int64(length),
                        table + tap * count, Int64(count), Int64(offset),
                        b.panel(column / width) + (tap * segment + offset) * width,
                        target + (column - columns.lowerBound),
                        Int64(n), 1)
                }
            }
            ck_activate_rows(target, Int64(n), Int64(count), Int64(columns.count), activation.kernel)
        }
    }

    /// Cuts K into parts of about `ProductGrid.depth`: several whole taps, or a part of one.
    private func forEachDepth(
        taps: Int, segment: Int, _ body: (_ tap: Int, _ offset: Int, _ taps: Int, _ length: Int) -> Void
    ) {
        if segment * 2 <= ProductGrid.depth || taps > 1 && segment <= ProductGrid.depth {
            let group = max(ProductGrid.depth / max(segment, 1), 1)
            for tap in stride(from: 0, to: taps, by: group) { body(tap, 0, min(group, taps - tap), segment) }
        } else {
            let parts = (segment + ProductGrid.depth - 1) / ProductGrid.depth
            for tap in 0..<taps {
                for part in 0..<parts {
                    let (start, end) = (segment * part / parts, segment * (part + 1) / parts)
                    body(tap, start, 1, end - start)
                }
            }
        }
    }
}
