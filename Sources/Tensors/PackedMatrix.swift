internal import CKernels

/// The right-hand matrix [N, K] of a product, in the panels that `ck_product` reads:
/// [ceil(N / width), K, width], the last one padded with zeros.
struct PackedMatrix: Sendable {
    let n: Int
    let k: Int
    let panels: Tensor

    static var panelWidth: Int { Int(ck_panel_width()) }

    var byteCount: Int { panels.byteCount }

    /// - Parameters:
    ///   - pool: packs in parallel.
    ///   - row: writes the K floats of one row; called once for each row, from several threads at once.
    init(n: Int, k: Int, pool: ThreadPool?, row: (Int, UnsafeMutablePointer<Float>) -> Void) throws(OutOfMemoryError) {
        self.n = n
        self.k = k
        let width = Self.panelWidth
        let count = (n + width - 1) / width
        panels = try Tensor(allocating: [count, k, width])
        let target = panels.freshPointer
        let rowsByteCount = (k * width).multipliedReportingOverflow(by: 4)
        if rowsByteCount.overflow { throw OutOfMemoryError(byteCount: .max) }
        let scratch = ScratchPool(byteCount: rowsByteCount.partialValue)
        func pack(_ index: Int) {
            scratch.withMemory { memory in
                let rows = memory.assumingMemoryBound(to: Float.self)
                let columns = min(width, n - index * width)
                for column in 0..<columns { row(index * width + column, rows + column * k) }
                ck_pack_panel(target + index * k * width, rows, Int64(k), Int64(columns), Int64(k))
            }
        }
        if let pool {
            // Without a cancellation nothing throws.
            try! pool.parallelFor(count, pack)
        } else {
            for index in 0..<count { pack(index) }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: rowsByteCount.partialValue) }
    }

    func panel(_ index: Int) -> UnsafePointer<Float> { panels.floatPointer + index * k * Self.panelWidth }
}
