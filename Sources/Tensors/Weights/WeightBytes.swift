internal import CKernels

/// A weight [N, K] in integers of 8 bits with a scale for each row: panels of columns of the result, in each of which a row
/// is four neighbours along K.
struct WeightBytes: Sendable {
    /// Numbers along K that were turned together (see `TurnedElements`), as those of the left-hand side have to be too; 0:
    /// none were.
    let group: Int
    /// [panels, (K + 3) / 4, panel width]
    private let panels: Tensor
    /// What sums begin with, and what they are multiplied by. [2, panels * panel width]
    private let columns: Tensor

    var panelSize: Int { panels.shape[1] * panels.shape[2] }

    static func byteCount(n: Int, k: Int) -> Int {
        let width = WeightMatrix.panelWidth
        return (n + width - 1) / width * width * ((k + 3) / 4 + 2) * 4
    }

    /// Sizes of groups that rows are turned in before they are rounded: the largest that fits.
    private static let groups = [256, 64, 16]

    /// Rounds the rows, turned if they are long enough: then no number stands out, which the others' unit would have to
    /// reach to.
    init(_ expand: @escaping RowExpander, n: Int, k: Int, _ workers: Workers) throws {
        let group = Self.groups.first { k % $0 == 0 } ?? 0
        try self.init(group: group, n: n, k: k, rowSize: 4, workers) { panel, starts, scales, rows, scratch in
            let floats = scratch.assumingMemoryBound(to: Float.self)
            expand(rows, floats)
            if group > 0 {
                for row in 0..<rows.count { ck_turn_groups(floats + row * k, Int64(k), Int64(group)) }
            }
            ck_pack_bytes(panel, starts, scales, floats, Int64(k), Int64(rows.count), Int64(k))
        }
    }

    /// Takes the rows as they are stored, in groups that were turned before.
    init(_ expand: @escaping IntegerExpander, group: Int, n: Int, k: Int, _ workers: Workers) throws {
        try self.init(group: group, n: n, k: k, rowSize: 1, workers) { panel, starts, scales, rows, scratch in
            let integers = scratch.bindMemory(to: Int8.self, capacity: rows.count * k)
            expand(rows, integers, scales)
            (scales + rows.count).update(repeating: 0, count: WeightMatrix.panelWidth - rows.count)
            ck_pack_integers(panel, starts, integers, Int64(k), Int64(rows.count), Int64(k))
        }
    }

    /// - Parameters:
    ///   - rowSize: bytes of scratch memory for a number.
    ///   - pack: makes a panel of some rows.
    private init(
        group: Int, n: Int, k: Int, rowSize: Int, _ workers: Workers,
        pack:
            @escaping (
                _ panel: UnsafeMutablePointer<Float>, _ starts: UnsafeMutablePointer<Float>,
                _ scales: UnsafeMutablePointer<Float>, _ rows: Range<Int>, _ scratch: UnsafeMutableRawPointer
            ) -> Void
    ) throws {
        let width = WeightMatrix.panelWidth, count = (n + width - 1) / width, size = (k + 3) / 4 * width
        self.group = group
        panels = try Tensor(allocating: [count, (k + 3) / 4, width])
        columns = try Tensor(allocating: [2, count * width])
        let (start, numbers) = (panels.freshPointer, columns.freshPointer)
        try workers.forEach(count, scratch: k * width * rowSize) { panel, scratch in
            let column = panel * width
            pack(
                start + panel * size, numbers + column, numbers + count * width + column,
                column..<min(column + width, n),
                UnsafeMutableRawPointer(scratch))
        }
    }

    /// The panel that begins with column `column`; valid while this lives.
    func panel(_ column: Int) -> UnsafePointer<Float> {
        panels.floatPointer + column / WeightMatrix.panelWidth * panelSize
    }
    func starts(_ column: Int) -> UnsafePointer<Float> { columns.floatPointer + column }
    func scales(_ column: Int) -> UnsafePointer<Float> { columns.floatPointer + columns.shape[1] + column }
}
