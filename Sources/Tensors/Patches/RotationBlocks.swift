/// Rotations of a few dimensions each, by the matrices Q that Cayley's transform makes them of: (I + Q) (I - Q)^-1, with Q
/// = B - B^T.
struct RotationBlocks {
    let count: Int
    /// Dimensions of each.
    let size: Int
    /// The rotations, row-major, one behind the other.
    let values: [Float]

    /// - Parameters:
    ///   - blocks: [..., size, size]
    ///   - constraint: the norm of all Qs together is brought down to it; nil or 0 for none.
    init(_ blocks: Tensor, constraint: Double?) {
        size = blocks.shape.last!
        count = blocks.count / (size * size)
        let given = blocks.floats
        var q = [Float](repeating: 0, count: given.count)
        for block in 0..<count {
            for i in 0..<size {
                for j in 0..<size {
                    let start = block * size * size
                    q[start + i * size + j] = given[start + i * size + j] - given[start + j * size + i]
                }
            }
        }
        if let constraint, constraint > 0 {
            let norm = Float(q.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()) + 1e-8
            if Double(norm) > constraint {
                let most = Float(constraint)
                for i in q.indices { q[i] = q[i] * most / norm }
            }
        }
        var values: [Float] = []
        values.reserveCapacity(q.count)
        for block in 0..<count {
            values += Self.rotation(Array(q[block * size * size..<(block + 1) * size * size]), size)
        }
        self.values = values
    }

    /// X with X (I - Q) = I + Q, by elimination with pivots: I - Q of an antisymmetric Q has an inverse.
    private static func rotation(_ q: [Float], _ size: Int) -> [Float] {
        // the transposed system: (I - Q)^T X^T = (I + Q)^T
        var a = [Double](repeating: 0, count: size * size)
        var b = a
        for i in 0..<size {
            for j in 0..<size {
                let one = i == j ? 1.0 : 0.0
                a[i * size + j] = one - Double(q[j * size + i])
                b[i * size + j] = one + Double(q[j * size + i])
            }
        }
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in eliminate(a.baseAddress!, b.baseAddress!, size) }
        }
        var result = [Float](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size { result[j * size + i] = Float(b[i * size + j] / a[i * size + i]) }
        }
        return result
    }

    /// Makes `a` diagonal, and does the same to `b`.
    private static func eliminate(_ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ size: Int) {
        for column in 0..<size {
            var pivot = column
            for row in column..<size where abs(a[row * size + column]) > abs(a[pivot * size + column]) { pivot = row }
            if pivot != column {
                for j in 0..<size {
                    swap(&a[column * size + j], &a[pivot * size + j])
                    swap(&b[column * size + j], &b[pivot * size + j])
                }
            }
            let inverse = 1 / a[column * size + column]
            for row in 0..<size where row != column {
                let factor = a[row * size + column] * inverse
                if factor == 0 { continue }
                for j in column..<size { a[row * size + j] -= factor * a[column * size + j] }
                for j in 0..<size { b[row * size + j] -= factor * b[column * size + j] }
            }
        }
    }
}
