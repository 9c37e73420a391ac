internal import CKernels

/// The right-hand matrix [N, K] of a product, in the panels that `ck_product` reads:
/// [ceil(N / width), K, width], the last one padded with zeros.
struct PackedMatrix: Sendable {
    let n: Int
    let k: Int
    let panels: Tensor

    static var panelWidth: Int { Int(ck_panel_width()) }

    /// Bytes of a packed matrix; more than any memory if they cannot be counted.
    static func byteCount(n: Int, k: Int) -> Int {
        let columns = (n + panelWidth - 1) / panelWidth * panelWidth
        let (count, overflow) = columns.multipliedReportingOverflow(by: k)
        return overflow || count > 1 << 56 ? 1 << 58 : count * 4
    }

    /// - Parameter row: writes the K floats of one row; called once for each row, from several threads at once.
    init(n: Int, k: Int, _ compute: Compute, row: (Int, UnsafeMutablePointer<Float>) -> Void) throws {
        self.n = n
        self.k = k
        let width = Self.panelWidth
        let count = (n + width - 1) / width
        panels = try Tensor(allocating: [count, k, width])
        let target = panels.freshPointer
        let rowsByteCount = (k * width).multipliedReportingOverflow(by: 4)
        if rowsByteCount.overflow { throw OutOfMemoryError(byteCount: .max) }
        try compute.forEach(count, scratch: rowsByteCount.partialValue) { index, rows in
            let columns = min(width, n - index * width)
            for column in 0..<columns { row(index * width + column, rows + column * k) }
            ck_pack_panel(target + index * k * width, rows, Int64(k), Int64(columns), Int64(k))
        }
    }

    func panel(_ index: Int) -> UnsafePointer<Float> { panels.floatPointer + index * k * Self.panelWidth }
}
