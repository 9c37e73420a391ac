internal import CKernels

/// How a product of [m, k] and [k, n] is cut into blocks: by its shape alone.
///
/// Where weights are stored, a block packs its columns of them, a part of k at a time, into scratch memory that stays
/// in the second level cache, and takes as many rows as pay for the packing. Where they are packed already, it rounds
/// its rows, a stripe of them at a time, and takes as many columns as pay for that.
struct ProductGrid {
    let m, n, rows, columns: Int
    private let rowBlocks, columnBlocks: Int
    /// Elements of each tap that one pass takes; the running sums stay short enough to be accurate.
    let depth: Int

    /// Rows that go through all panels of a block before the next ones: they stay in the first level cache.
    static let stripe = 96
    private static let maximumDepth = 1280
    /// Floats of packed weights.
    private static let packedCount = 96 << 10

    /// - Parameters:
    ///   - segment: floats of a row that a tap takes.
    ///   - width: columns of a panel.
    ///   - gated: blocks hold panels of values and as many of gates.
    ///   - packed: the weights are packed already.
    ///   - isWhole: one pass takes all of a row: its unit is that of all its integers.
    init(m: Int, n: Int, taps: Int, segment: Int, width: Int, gated: Bool, packed: Bool, isWhole: Bool = false) {
        self.m = m
        self.n = n
        let parts = isWhole ? 1 : (segment * taps + Self.maximumDepth - 1) / Self.maximumDepth
        depth = parts <= 1 ? segment : min((segment + parts - 1) / parts + 15, segment + 15) / 16 * 16
        // Whole tiles of every instruction set's product.
        let maximumRows = packed ? Self.stripe : 1024
        let least = (m + maximumRows - 1) / maximumRows
        rows = ((m + least - 1) / least + 23) / 24 * 24
        rowBlocks = (m + rows - 1) / rows
        let panels = (n + width - 1) / width
        let fitting =
            packed
            ? (gated ? 320 : 640) / width
            : min(Self.packedCount / (max(depth * taps, 1) * width * (gated ? 2 : 1)), 256 / width)
        // At least about 40 blocks, where there are so many panels.
        let perBlock = max(min(fitting, panels * rowBlocks / 40), 1)
        let blocks = (panels + perBlock - 1) / perBlock
        columns = (panels + blocks - 1) / blocks * width
        columnBlocks = (n + columns - 1) / columns
    }

    var count: Int { rowBlocks * columnBlocks }

    subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let (r, c) = (index % rowBlocks * rows, index / rowBlocks * columns)
        return (r..<min(r + rows, m), c..<min(c + columns, n))
    }
}
