internal import CKernels

/// The scales of a convolution's transformed kernels in fixed point: one for each point and output, the same for all
/// channels, so that sums over blocks of channels need no more than the scale of their tile.
struct WinogradScales: Sendable {
    /// Numbers that stand for a kernel, one for each of the transform's points.
    static let points = 36

    /// [2, panels, 36, panel width]: the scales, and the units that are left behind them.
    private let tensor: Tensor

    private static func shape(_ outputs: Int) -> [Int] {
        let width = WeightMatrix.panelWidth
        return [2, (outputs + width - 1) / width, points, width]
    }

    static func byteCount(outputs: Int) -> Int { shape(outputs).reduce(4, *) }

    init(_ rows: WeightMatrix.Rows, outputs: Int, channels: Int, _ workers: Workers) throws {
        let shape = Self.shape(outputs)
        let panels = shape[1], width = shape[3]
        tensor = try Tensor(allocating: shape)
        let start = tensor.freshPointer
        let half = tensor.count / 2
        try workers.forEach(panels, scratch: 0) { panel, _ in
            let column = panel * width
            rows.winogradScales(
                start + panel * half / panels, units: start + half + panel * half / panels, row: column,
                count: min(width, outputs - column), channels: channels)
        }
    }

    /// [36, panel width] of the panel that begins with output `column`; valid while this lives.
    func scales(_ column: Int) -> UnsafePointer<Float> { tensor.floatPointer + column * Self.points }
    /// What 1 stands for where the kernels have the scales of the panel.
    func units(_ column: Int) -> UnsafePointer<Float> { scales(column) + tensor.count / 2 }
}
