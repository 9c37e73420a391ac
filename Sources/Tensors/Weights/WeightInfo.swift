/// What a source tells of a weight before it is read.
package struct WeightInfo: Sendable, Equatable {
    package let shape: [Int]
    package let format: WeightFormat
    /// Bytes as stored.
    package let byteCount: Int
    /// What the weight is rounded to again once it was patched; nil: it stays f32.
    package let held: HeldFormat?

    package init(shape: [Int], format: WeightFormat, byteCount: Int, held: HeldFormat? = nil) {
        (self.shape, self.format, self.byteCount, self.held) = (shape, format, byteCount, held)
    }

    /// Elements.
    package var count: Int { shape.reduce(1, *) }
}
