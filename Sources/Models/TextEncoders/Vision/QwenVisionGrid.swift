/// In which order Qwen2.5-VL's vision tower works on a picture: patches in cells of two by two, which become one token
/// each, and cells in windows of four by four, to which most of its blocks' attention keeps.
struct QwenVisionGrid {
    /// Patches along a side of a cell.
    static let cell = 2
    private static let window = 4

    /// In cells.
    let rows: Int
    let columns: Int
    /// The cells' places, row by row, in the order in which they are worked on.
    let order: [Int]
    /// Windows of one size that follow each other: how many, and cells in each.
    let groups: [(windows: Int, cells: Int)]

    /// - Parameters: in cells, 1 at least.
    init(rows: Int, columns: Int) {
        (self.rows, self.columns) = (rows, columns)
        func spans(_ count: Int) -> [Range<Int>] {
            stride(from: 0, to: count, by: Self.window).map { $0..<min($0 + Self.window, count) }
        }
        var order: [Int] = []
        var groups: [(windows: Int, cells: Int)] = []
        for y in spans(rows) {
            for x in spans(columns) {
                for row in y { order += x.map { row * columns + $0 } }
                let cells = y.count * x.count
                if groups.last?.cells == cells {
                    groups[groups.count - 1].windows += 1
                } else {
                    groups.append((1, cells))
                }
            }
        }
        (self.order, self.groups) = (order, groups)
    }

    /// Each patch in order: its row and column among patches.
    var patches: [(row: Int, column: Int)] {
        order.flatMap { place in
            (0..<Self.cell * Self.cell).map { inner in
                (place / columns * Self.cell + inner / Self.cell, place % columns * Self.cell + inner % Self.cell)
            }
        }
    }
}
