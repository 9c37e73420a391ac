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
        try self.init(n: n, k: k, taps: taps, halves: halves, scratch: 0, workers) { _, row, count, use in
            use(rows.from(row), rows.type, count)
        }
    }

    /// - Parameter expand: what makes the rows of each panel, for that panel alone
    init(
        _ expand: @escaping RowExpander, n: Int, k: Int, taps: Int, halves: Int, _ workers: Workers
    ) throws {
        let scratch = k * WeightMatrix.panelWidth
        try self.init(n: n, k: k, taps: taps, halves: halves, scratch: scratch, workers) { rows, row, count, use in
            expand(row..<row + count, rows)
            use(rows, Int32(CK_F32.rawValue), count)
        }
    }

    /// Uses `count` rows that lie somewhere, of a type of `ck_type`.
    private typealias RowUse = (_ rows: UnsafeRawPointer, _ type: Int32, _ count: Int) -> Void

    /// - Parameters:
    ///   - scratch: floats that `read` has for the rows of a panel
    ///   - read: finds or makes `count` rows from `row` on
    private init(
        n: Int, k: Int, taps: Int, halves: Int, scratch rowCount: Int, _ workers: Workers,
        read: @escaping (_ scratch: UnsafeMutablePointer<Float>, _ row: Int, _ count: Int, _ use: RowUse) -> Void
    ) throws {
        let width = WeightMatrix.panelWidth, segment = k / taps, columns = n / halves
        let panels = (columns + width - 1) / width
        let depth = (segment + 1) / 2
        gatePanels = halves == 2 ? panels : 0
        tensor = try Tensor(allocating: [halves * panels, taps * depth, width])
        let (start, size) = (tensor.freshPointer, taps * depth * width)
        // the panel of a convolution in f32, before it is paired
        let whole = taps == 1 ? 0 : k * width
        try workers.forEach(halves * panels, scratch: (rowCount + whole) * 4) { panel, scratch in
            let column = panel % panels * width, target = start + panel * size
            let count = min(width, columns - column)
            read(scratch + whole, panel / panels * columns + column, count) { rows, type, count in
                guard taps > 1 else {
                    ck_pack_pairs(target, rows, type, Int64(k), Int64(count), Int64(k))
                    return
                }
                ck_pack(scratch, rows, type, Int64(k), Int64(count), Int64(k), Int64(taps))
                for tap in 0..<taps {
                    ck_pair_rows(
                        target + tap * depth * width, scratch + tap * segment * width, Int64(width), Int64(segment),
                        Int64(width))
                }
            }
        }
    }

    /// The panel that begins with column `column` of the values (`gate` 0) or the gates (1); valid while this lives.
    func panel(_ column: Int, gate: Int) -> UnsafePointer<Float> {
        tensor.floatPointer + (column / WeightMatrix.panelWidth + gate * gatePanels) * panelSize
    }
}
