/// The rows of a weight [N, ...] as some patches leave them, for those patches that need other rows than they change.
package struct PatchedRows {
    package let shape: [Int]
    private let expand: RowExpander

    init(shape: [Int], _ expand: @escaping RowExpander) { (self.shape, self.expand) = (shape, expand) }

    /// Elements of a row.
    package var rowLength: Int { shape.dropFirst().reduce(1, *) }
    package var rowCount: Int { shape.first ?? 1 }

    func callAsFunction(_ rows: Range<Int>, into target: UnsafeMutablePointer<Float>) { expand(rows, target) }

    /// All rows. [N, K]
    package func expanded() throws -> Tensor {
        let result = try Tensor(allocating: [rowCount, rowLength])
        expand(0..<rowCount, result.freshPointer)
        return result
    }
}
