/// Thrown where memory for a tensor cannot be had.
package struct OutOfMemoryError: Error, Sendable, CustomStringConvertible {
    /// What was asked for; `Int.max` where the size itself overflowed.
    package let byteCount: Int

    package init(byteCount: Int) { self.byteCount = byteCount }

    package var description: String {
        byteCount == .max ? "out of memory: the size overflows" : "out of memory: \(byteCount) bytes asked for"
    }
}
