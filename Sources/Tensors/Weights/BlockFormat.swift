/// Blocks of elements that share a scale or the like, as quantised files store them.
package struct BlockFormat: Sendable, Equatable {
    /// What the format of files calls it.
    package let name: String
    /// Of one block.
    package let elementCount: Int
    /// Of one block.
    package let byteCount: Int
    /// The narrowest of the types that kernels read which holds every value; scales may be any f32 by default.
    package let sufficientType: DType
    /// Decodes whole blocks.
    package let decode: @Sendable (_ blocks: RawSpan, _ elements: inout MutableSpan<Float>) -> Void
    /// The same format, decoded in the arithmetic of a type.
    let inArithmetic: (@Sendable (DType) -> BlockFormat)?

    package init(
        name: String, elementCount: Int, byteCount: Int, sufficientType: DType = .f32,
        inArithmetic: (@Sendable (DType) -> BlockFormat)? = nil,
        decode: @escaping @Sendable (_ blocks: RawSpan, _ elements: inout MutableSpan<Float>) -> Void
    ) {
        precondition(elementCount > 0 && byteCount > 0)
        (self.name, self.elementCount, self.byteCount, self.decode) = (name, elementCount, byteCount, decode)
        (self.sufficientType, self.inArithmetic) = (sufficientType, inArithmetic)
    }

    /// Bytes of so many elements: the last block may be in part unused.
    package func byteCount(of count: Int) -> Int { (count + elementCount - 1) / elementCount * byteCount }

    /// A format is its name.
    package static func == (a: BlockFormat, b: BlockFormat) -> Bool { a.name == b.name }
}
