internal import CKernels

/// The product of two narrow matrices [N, R] and [R, K], of which rows are made when they are wanted.
struct NarrowProduct {
    private let up: Tensor
    private let down: FactorPanels

    /// Rows whose products are taken at once.
    private static let block = 16

    /// What is made at once of some rows.
    struct Part {
        /// Of the wanted ones.
        let firstRow: Int
        let rowCount: Int
        let firstColumn: Int
        let columnCount: Int
        /// Of all columns.
        let rowLength: Int
        /// From row to row of the sums.
        let stride: Int

        /// Where the part of a row of it lies among the wanted rows.
        func start(_ row: Int) -> Int { (firstRow + row) * rowLength + firstColumn }
    }

    /// Whether the product has that shape.
    static func fits(_ up: WeightFactor, _ down: WeightFactor, _ shape: [Int]) -> Bool {
        guard let up = up.shape, let down = down.shape else { return false }
        return up.columns == down.rows && up.rows == shape.first && down.columns == shape.dropFirst().reduce(1, *)
    }

    init(_ up: WeightFactor, _ down: WeightFactor) throws {
        self.up = try up.expanded()
        self.down = try FactorPanels(down.expanded())
    }

    private var rank: Int { up.shape[1] }

    /// Calls `body` with the products of `rows`, part by part.
    func forEachPart(_ rows: Range<Int>, _ body: (_ part: Part, _ sums: UnsafePointer<Float>) -> Void) {
        let width = FactorPanels.width
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block * width) { sums in
            for first in stride(from: 0, to: rows.count, by: Self.block) {
                let count = min(Self.block, rows.count - first)
                for column in stride(from: 0, to: down.columns, by: width) {
                    let columnCount = min(width, down.columns - column)
                    take(
                        rows.lowerBound + first, count, column, columnCount, into: sums.baseAddress!)
                    let part = Part(
                        firstRow: first, rowCount: count, firstColumn: column, columnCount: columnCount,
                        rowLength: down.columns, stride: width)
                    body(part, UnsafePointer(sums.baseAddress!))
                }
            }
        }
        withExtendedLifetime(self) {}
    }

    /// The same part of another product of that shape.
    func take(_ part: Part, of rows: Range<Int>, into sums: UnsafeMutablePointer<Float>) {
        take(rows.lowerBound + part.firstRow, part.rowCount, part.firstColumn, part.columnCount, into: sums)
    }

    private func take(
        _ row: Int, _ count: Int, _ column: Int, _ columnCount: Int, into sums: UnsafeMutablePointer<Float>
    ) {
        down.product(
            up.floatPointer + row * rank, stride: rank, count: count, columns: column..<column + columnCount,
            into: sums, stride: FactorPanels.width)
    }

    /// Floats of the sums of a part.
    static var partSize: Int { block * FactorPanels.width }
}
