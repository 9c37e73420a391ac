/// A change of a weight, as a value: LoRA, a difference, a scale. It changes rows as they are expanded, so that the
/// patched weight need not exist as a whole.
package protocol WeightPatch: Sendable {
    /// Bytes of what it holds, as stored.
    var byteCount: Int { get }
    /// Whether it can change a weight of this shape.
    func fits(_ shape: [Int]) -> Bool
    /// Runs `body` with what changes rows, on any thread, as long as it runs.
    ///
    /// - Parameter weight: as the patches before this one leave it.
    func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R
}

/// Changes rows of a weight [N, ...] in place.
package typealias RowChange = (_ rows: Range<Int>, _ elements: inout MutableSpan<Float>) -> Void
