internal import CKernels

/// A weight [N, K] packed for products of bf16: panels of columns of the result, in each of which a row is a pair of
/// neighbours along K; those of a convolution are [taps, channels].
struct WeightPairs: Sendable {
    /// [panels, taps * pairs of a tap, panel width]
    private let tensor: Tensor
    private let gatePanels: Int

    var panelSize: Int { tensor.shape[1] * tensor.shape[2] }

    /// Bytes of the pairs of a weight; `halves` is 2 for values with gates, which have panels of their own.
    static func byteCount(n: Int, k: Int, taps: Int, halves: Int) -> Int {
        let width = WeightMatrix.panelWidth
        return halves * ((n / halves + width - 1) / width) * taps * ((k / taps + 1) / 2) * width * 4
    }

    init(_ rows: WeightMatrix.Rows, n: Int, k: Int, taps: Int, halves: Int, _ workers: Workers) throws {
        let width = WeightMatrix.panelWidth, segment = k / taps, columns = n / halves
        let panels = (columns + width - 1) / width
        let depth = (segment + 1) / 2
        gatePanels = halves == 2 ? panels : 0
        tensor = try Tensor(allocating: [halves * panels, taps * depth, width])
        let (start, size) = (tensor.freshPointer, taps * depth * width)
        try workers.forEach(halves * panels, scratch: k * width * 4) { panel, scratch in
            let column = panel % panels * width
            rows.pack(
                scratch, row: panel / panels * columns + column, count: min(width, columns - column), range: 0..<k,
                taps: taps)
            for tap in 0..<taps {
                ck_pair_rows(
                    start + panel * size + tap * depth * width, scratch + tap * segment * width, Int64(width),
                    Int64(segment), Int64(width))
            }
        }
    }

    /// The panel that begins with column `column` of the values (`gate` 0) or the gates (1); valid while this lives.
    func panel(_ column: Int, gate: Int) -> UnsafePointer<Float> {
        tensor.floatPointer + (column / WeightMatrix.panelWidth + gate * gatePanels) * panelSize
    }
}
