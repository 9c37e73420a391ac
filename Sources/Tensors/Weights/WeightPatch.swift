/// A change of a weight, as a value: LoRA, a difference, a scale. It changes rows as they are expanded, so that the
/// patched weight need not exist as a whole.
package protocol WeightPatch: Sendable {
    /// Bytes of what it holds, as stored.
    var byteCount: Int { get }
    /// Whether it can change a weight of this shape.
    func fits(_ shape: [Int]) -> Bool
    /// The shape that a weight of a shape which fits has behind it: the same, or longer rows.
    func patchedShape(_ shape: [Int]) -> [Int]
    /// Runs `body` with what changes rows, on any thread, as long as it runs.
    ///
    /// - Parameter weight: as the patches before this one leave it.
    func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R
}

extension WeightPatch {
    package func patchedShape(_ shape: [Int]) -> [Int] { shape }
}

/// Changes rows of a weight [N, ...] in place. Where rows become longer there is room for that behind all of them.
package typealias RowChange = (_ rows: Range<Int>, _ elements: inout MutableSpan<Float>) -> Void
