internal import CKernels
internal import System

/// One block of a product, on one thread.
struct ProductBlock {
    let grid: ProductGrid
    let taps: Int
    /// Elements of a row that each tap takes.
    let segment: Int
    let weight: ProductWeight
    let rows: Range<Int>
    let columns: Range<Int>
    let isGated: Bool
    let table: UnsafeMutablePointer<UnsafePointer<Float>?>
    let scratch: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Float>
    /// Floats between rows of `sums`; gates are `grid.columns` behind their values.
    let stride: Int

    func run(_ end: ProductEnd, into target: UnsafeMutablePointer<Float>, _ cancellation: Cancellation?) {
        let finish = finish(end)
        let length = weight.length(segment)
        for offset in Swift.stride(from: 0, to: max(length, 1), by: max(grid.depth, 1)) {
            let part = offset..<min(offset + grid.depth, length)
            let isLast = part.upperBound == length
            let panels = (0...(isGated ? 1 : 0)).map { self.panels(part, length, gate: $0) }
            for row in Swift.stride(from: 0, to: rows.count, by: ProductGrid.stripe) {
                if let cancellation, cancellation.isCancelled { return }
                let stripe = row..<min(row + ProductGrid.stripe, rows.count)
                var factors = self.rows(stripe, part)
                for (gate, panels) in panels.enumerated() {
                    factors.panels = panels.start
                    (factors.panel_stride, factors.tap_stride) = (Int64(panels.stride), Int64(panels.tap))
                    if case .bytes(let bytes, _) = weight {
                        factors.starts = bytes.starts(gate * grid.n + columns.lowerBound)
                        factors.scales = bytes.scales(gate * grid.n + columns.lowerBound)
                    }
                    multiply(
                        &factors, count: stripe.count, into: sums + row * stride + gate * grid.columns,
                        accumulates: part.lowerBound > 0)
                }
                guard isLast, var finish else { continue }
                finish.dst = target + row * grid.n
                finish.residual = finish.residual.map { $0 + row * grid.n }
                ck_finish(&finish, sums + row * stride, Int64(stride), Int64(stripe.count), Int64(columns.count))
            }
        }
    }

    private func multiply(
        _ factors: inout ck_factors, count: Int, into target: UnsafeMutablePointer<Float>, accumulates: Bool
    ) {
        let (count, columns, stride, accumulates) = (
            Int64(count), Int64(columns.count), Int64(stride), Int32(accumulates ? 1 : 0)
        )
        switch weight {
        case .stored: ck_product(count, columns, &factors, target, stride, accumulates)
        case .pairs: ck_product_bf16(count, columns, &factors, target, stride, accumulates)
        case .bytes: ck_product_bytes(count, columns, &factors, target, stride, accumulates)
        }
    }

    /// The left-hand factors: part `part` of each tap of the rows `stripe` of the block.
    private func rows(_ stripe: Range<Int>, _ part: Range<Int>) -> ck_factors {
        var factors = ck_factors()
        (factors.taps, factors.k) = (Int64(taps), Int64(part.count))
        guard weight.makesRows else {
            factors.rows = UnsafePointer(table + stripe.lowerBound)
            (factors.row_stride, factors.offset) = (Int64(rows.count), Int64(part.lowerBound))
            if case .bytes(_, let left) = weight { factors.units = left.units(rows.lowerBound + stripe.lowerBound) }
            return factors
        }
        let pairTable = UnsafeMutableRawPointer(scratch).bindMemory(
            to: UnsafePointer<Float>?.self, capacity: taps * stripe.count)
        var pairs = scratch + ProductLayout.tableCount(taps * ProductGrid.stripe)
        let first = weight.density * part.lowerBound
        let count = Int64(min(weight.density * part.upperBound, segment) - first)
        for tap in 0..<taps {
            for row in stripe {
                let source = table[tap * rows.count + row]! + first
                ck_pair_along(pairs, source, count)
                pairTable[tap * stripe.count + row - stripe.lowerBound] = UnsafePointer(pairs)
                pairs += ProductLayout.pairStride(grid.depth)
            }
        }
        factors.rows = UnsafePointer(pairTable)
        factors.row_stride = Int64(stripe.count)
        return factors
    }

    /// Part `part` of each tap, of `length` floats, of the block's columns of values (`gate` 0) or gates (1): where it
    /// begins, and floats from panel to panel and from tap to tap.
    private func panels(
        _ part: Range<Int>, _ length: Int, gate: Int
    ) -> (start: UnsafePointer<Float>, stride: Int, tap: Int) {
        let width = WeightMatrix.panelWidth
        switch weight {
        case .pairs(let pairs):
            let start = pairs.panel(columns.lowerBound, gate: gate) + part.lowerBound * width
            return (start, pairs.panelSize, length * width)
        case .bytes(let bytes, _):
            let start = bytes.panel(gate * grid.n + columns.lowerBound) + part.lowerBound * width
            return (start, bytes.panelSize, length * width)
        case .stored(let weight):
            let size = part.count * taps * width
            let start = scratch + gate * grid.columns / width * size
            for column in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
                weight.pack(
                    start + (column - columns.lowerBound) / width * size, row: gate * grid.n + column,
                    count: min(width, columns.upperBound - column),
                    range: part.lowerBound * taps..<part.upperBound * taps, taps: taps)
            }
            return (UnsafePointer(start), size, part.count * width)
        }
    }

    /// For the block's first row; nil where the sums are the result.
    private func finish(_ end: ProductEnd) -> ck_finish? {
        guard end.bias != nil || end.factor != nil || end.residual != nil || end.isGated || end.activation != .none
        else { return nil }
        var finish = ck_finish()
        finish.ldd = Int64(grid.n)
        finish.bias = end.bias.map { $0.floatPointer + columns.lowerBound }
        finish.factor = end.factor.map { $0.floatPointer + columns.lowerBound }
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
