internal import CKernels

/// The left-hand factors of a product in integers of 8 bits, each row in a unit of its own: made once for all blocks.
struct ByteRows {
    /// Four numbers each. [M, stride]
    private let bytes: Tensor
    /// [M]
    private let units: Tensor

    /// Rows that are made at once.
    private static let chunk = 8

    /// - Parameters:
    ///   - group: numbers along K that are turned together first, as the right-hand factors were; 0: none are.
    ///   - pointers: `pointers(rows, table)` fills the table with the beginnings of rows of K floats.
    init(
        m: Int, k: Int, group: Int, _ workers: Workers,
        _ pointers: @escaping CPU.RowPointers
    ) throws {
        let stride = ProductLayout.pairStride((k + 3) / 4)
        bytes = try Tensor(allocating: [m, stride])
        units = try Tensor(allocating: [m])
        let (target, sizes) = (bytes.freshPointer, units.freshPointer)
        let tableCount = ProductLayout.tableCount(Self.chunk)
        try workers.forEach((m + Self.chunk - 1) / Self.chunk, scratch: (tableCount + k) * 4) { index, scratch in
            let rows = index * Self.chunk..<min((index + 1) * Self.chunk, m)
            let table = UnsafeMutableRawPointer(scratch).bindMemory(
                to: UnsafePointer<Float>?.self, capacity: Self.chunk)
            pointers(rows, table)
            for row in rows {
                var source = table[row - rows.lowerBound]!
                if group > 0 {
                    let turned = scratch + tableCount
                    turned.update(from: source, count: k)
                    ck_turn_groups(turned, Int64(k), Int64(group))
                    source = UnsafePointer(turned)
                }
                ck_bytes_along(target + row * stride, sizes + row, source, Int64(k))
            }
        }
    }

    /// Where a row begins; valid while this lives.
    func row(_ row: Int) -> UnsafePointer<Float> { bytes.floatPointer + row * bytes.shape[1] }
    /// What 1 stands for in the rows from this one on.
    func units(_ row: Int) -> UnsafePointer<Float> { units.floatPointer + row }
}
