/// What a source tells of a weight before it is read.
package struct WeightInfo: Sendable, Equatable {
    package let shape: [Int]
    package let format: WeightFormat
    /// Bytes as stored.
    package let byteCount: Int

    package init(shape: [Int], format: WeightFormat, byteCount: Int) {
        (self.shape, self.format, self.byteCount) = (shape, format, byteCount)
    }

    /// Elements.
    package var count: Int { shape.reduce(1, *) }
}
