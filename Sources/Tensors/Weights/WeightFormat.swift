/// How the elements of a weight are stored.
package enum WeightFormat: Sendable, Equatable {
    /// One after the other.
    case dense(DType)
    /// Several at a time, which share a scale or the like: block-quantised.
    case blocks(BlockFormat)
    /// As nothing here reads it.
    case opaque(String)

    /// What the format of files calls it.
    package var name: String {
        switch self {
        case .dense(let dtype): dtype.rawValue
        case .blocks(let format): format.name
        case .opaque(let name): name
        }
    }
}

/// Blocks of elements, as quantised files store them.
package struct BlockFormat: Sendable, Equatable {
    package let name: String
    /// Of one block.
    package let elementCount: Int
    /// Of one block.
    package let byteCount: Int
    /// Decodes whole blocks.
    package let decode: @Sendable (RawSpan, inout MutableSpan<Float>) -> Void

    package init(
        name: String, elementCount: Int, byteCount: Int,
        decode: @escaping @Sendable (RawSpan, inout MutableSpan<Float>) -> Void
    ) {
        precondition(elementCount > 0 && byteCount > 0)
        (self.name, self.elementCount, self.byteCount, self.decode) = (name, elementCount, byteCount, decode)
    }

    /// A format is its name.
    package static func == (a: BlockFormat, b: BlockFormat) -> Bool { a.name == b.name }
}
