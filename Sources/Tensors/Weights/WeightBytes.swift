internal import CKernels

/// A weight [N, K] in integers of 8 bits with a scale for each row: panels of columns of the result, in each of which a row
/// is four neighbours along K.
struct WeightBytes: Sendable {
    /// [panels, (K + 3) / 4, panel width]
    private let panels: Tensor
    /// What sums begin with, and what they are multiplied by. [2, panels * panel width]
    private let columns: Tensor

    var panelSize: Int { panels.shape[1] * panels.shape[2] }

    static func byteCount(n: Int, k: Int) -> Int {
        let width = WeightMatrix.panelWidth
        return (n + width - 1) / width * width * ((k + 3) / 4 + 2) * 4
    }

    init(_ expand: @escaping RowExpander, n: Int, k: Int, _ workers: Workers) throws {
        let width = WeightMatrix.panelWidth, count = (n + width - 1) / width, size = (k + 3) / 4 * width
        panels = try Tensor(allocating: [count, (k + 3) / 4, width])
        columns = try Tensor(allocating: [2, count * width])
        let (start, numbers) = (panels.freshPointer, columns.freshPointer)
        try workers.forEach(count, scratch: k * width * 4) { panel, rows in
            let column = panel * width, part = min(width, n - column)
            expand(column..<column + part, rows)
            ck_pack_bytes(
                start + panel * size, numbers + column, numbers + count * width + column, rows, Int64(k), Int64(part),
                Int64(k))
        }
    }

    /// The panel that begins with column `column`; valid while this lives.
    func panel(_ column: Int) -> UnsafePointer<Float> {
        panels.floatPointer + column / WeightMatrix.panelWidth * panelSize
    }
    func starts(_ column: Int) -> UnsafePointer<Float> { columns.floatPointer + column }
    func scales(_ column: Int) -> UnsafePointer<Float> { columns.floatPointer + columns.shape[1] + column }
}
