/// Thrown where memory for a tensor cannot be had.
public struct OutOfMemoryError: Error, Sendable, CustomStringConvertible {
    /// What was asked for; `Int.max` where the size itself overflowed, 0 where nobody knows.
    package let byteCount: Int

    package init(byteCount: Int) { self.byteCount = byteCount }

    public var description: String {
        switch byteCount {
        case .max: "out of memory: the size overflows"
        case 0: "out of memory"
        default: "out of memory: \(byteCount) bytes asked for"
        }
    }
}
