/// A matrix of an adapter, as its file may hold it: whole, or as the product of smaller ones.
package indirect enum WeightFactor: Sendable {
    /// [N, ...]: N rows of what is behind.
    case whole(StoredWeight)
    /// [K, N], to be read as [N, K].
    case transposed(StoredWeight)
    /// [N, R] times [R, K].
    case product(WeightFactor, WeightFactor)
    /// A core [N, R, taps...] whose second axis meets [R, I]: [N, I, taps...] (Tucker's decomposition).
    case core(StoredWeight, StoredWeight)

    /// Rows and columns; nil where the parts do not fit each other.
    package var shape: (rows: Int, columns: Int)? {
        func matrix(_ weight: StoredWeight) -> (rows: Int, columns: Int)? {
            guard let rows = weight.shape.first, rows > 0, weight.count > 0 else { return nil }
            return (rows, weight.count / rows)
        }
        switch self {
        case .whole(let weight): return matrix(weight)
        case .transposed(let weight): return matrix(weight).map { ($0.columns, $0.rows) }
        case .product(let left, let right):
            guard let left = left.shape, let right = right.shape, left.columns == right.rows else { return nil }
            return (left.rows, right.columns)
        case .core(let core, let input):
            guard let outer = matrix(core), core.shape.count >= 2, let input = matrix(input),
                core.shape[1] == input.rows
            else { return nil }
            return (outer.rows, input.columns * (outer.columns / input.rows))
        }
    }

    package var byteCount: Int {
        switch self {
        case .whole(let weight), .transposed(let weight): weight.byteCount
        case .product(let left, let right): left.byteCount + right.byteCount
        case .core(let core, let input): core.byteCount + input.byteCount
        }
    }

    /// [rows, columns]. The shape is there.
    package func expanded() throws -> Tensor {
        guard let (rows, columns) = shape else { preconditionFailure("factors that do not fit") }
        switch self {
        case .whole(let weight): return try weight.expanded([rows, columns])
        case .transposed(let weight): return try weight.expanded([columns, rows]).transposed()
        case .product(let left, let right): return try .product(left.expanded(), right.expanded())
        case .core(let core, let input):
            let inner = core.shape[1]
            let taps = core.count / (rows * inner)
            let cores = try core.expanded([rows, inner * taps])
            let inputs = try input.expanded([inner, input.count / inner]).transposed()
            return try Tensor.concatenated(
                (0..<rows).map { row in
                    try Tensor.product(inputs, cores.slice(row..<row + 1).reshaped([inner, taps]))
                        .reshaped([1, columns])
                })
        }
    }
}
