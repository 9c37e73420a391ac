/// A weight plus `scale` times the Kronecker product of two matrices (Edalati et al., "KronA", arXiv 2212.10650; LyCORIS
/// calls it LoKr). A kernel's taps belong to the second.
package struct KroneckerPatch: WeightPatch {
    /// [A, B]
    private let first: WeightFactor
    /// [C, D]: the weight is [A * C, B * D].
    private let second: WeightFactor
    private let scale: Float

    package init(_ first: WeightFactor, _ second: WeightFactor, scale: Float) {
        (self.first, self.second, self.scale) = (first, second, scale)
    }

    package var byteCount: Int { first.byteCount + second.byteCount }

    package func fits(_ shape: [Int]) -> Bool {
        guard let a = first.shape, let b = second.shape else { return false }
        return shape.first == a.rows * b.rows && shape.dropFirst().reduce(1, *) == a.columns * b.columns
    }

    package func reading<R>(_ weight: PatchedRows, _ body: (@escaping RowChange) throws -> R) throws -> R {
        let (outer, inner, scale) = (try first.expanded(), try second.expanded(), scale)
        let (rowCount, columns, length) = (inner.shape[0], outer.shape[1], inner.shape[1])
        return try body { rows, elements in
            elements.withUnsafeMutableBufferPointer { elements in
                for row in rows {
                    let factors = outer.floatPointer + row / rowCount * columns
                    let values = inner.floatPointer + row % rowCount * length
                    var target = elements.baseAddress! + (row - rows.lowerBound) * columns * length
                    for column in 0..<columns {
                        let factor = factors[column]
                        for i in 0..<length { target[i] += scale * (factor * values[i]) }
                        target += length
                    }
                }
            }
            withExtendedLifetime((outer, inner)) {}
        }
    }
}
