internal import System
internal import Tensors

/// A gated feed-forward layer for the pixels of a patch, whose weights are made of the patch's token.
struct PatchFieldBlock: Sendable {
    private let generator: LinearWeight
    private let norm: RMSNorm
    /// Numbers of a pixel, and between the layer's two products.
    private let width: Int
    private let inner: Int

    /// - Parameters:
    ///   - reader: at the block
    ///   - token: width of a token
    init(_ reader: WeightReader, width: Int, token: Int) throws {
        self.width = width
        generator = try reader.linear("param_generator", inputs: token)
        norm = try RMSNorm(reader.at("norm"), width, name: "scale", eps: 1e-6)
        inner = generator.outputs / (3 * width)
        guard inner > 0, generator.outputs == 3 * width * inner else {
            throw reader.badShape(
                "param_generator.weight", "makes \(generator.outputs) numbers, which are no layer of \(width)")
        }
    }

    /// x: [G, P, width], tokens: [G, token] -> [G, P, width]
    func callAsFunction(_ x: Tensor, tokens: Tensor, _ compute: Compute) throws -> Tensor {
        let (groups, pixels) = (x.shape[0], x.shape[1])
        let weights = try compute.linear(tokens, generator)
        let normed = try norm(x, compute)
        func products(_ factors: Tensor, _ place: Int, _ rows: Int, _ columns: Int) throws -> Tensor {
            try Self.products(compute, groups) { group in
                let own = factors.slice(group..<group + 1).reshaped([pixels, rows])
                let weight = Self.normed(
                    weights.slice(group..<group + 1), from: place * width * inner, rows: rows, columns: columns)
                return try Tensor.product(own, weight)
            }
        }
        let gate = try products(normed, 0, width, inner)
        let value = try products(normed, 1, width, inner)
        let fed = try compute.product(gate, value, activation: .silu)
        return try compute.add(x, products(fed, 2, inner, width).reshaped(x.shape))
    }

    /// One product for each patch. -> [groups, P, columns]
    private static func products(
        _ compute: Compute, _ groups: Int, _ body: @escaping (Int) throws -> Tensor
    ) throws -> Tensor {
        let results = Lock([Result<Tensor, any Error>?](repeating: nil, count: groups))
        try compute.pool.parallelFor(groups, cancellation: compute.cancellation) { group in
            let result = Result { try body(group) }
            results.withLock { $0[group] = result }
        }
        let parts = try results.withLock { $0 }.map { try $0!.get() }
        return Tensor.concatenated(parts).reshaped([groups] + parts[0].shape)
    }

    /// A matrix [rows, columns] of a row's numbers, each column of length 1.
    private static func normed(_ numbers: Tensor, from start: Int, rows: Int, columns: Int) -> Tensor {
        var result = Tensor(uninitialized: [rows, columns])
        result.withMutableFloats { result in
            numbers.withFloats { numbers in
                var squares = [Float](repeating: 0, count: columns)
                for row in 0..<rows {
                    for column in 0..<columns {
                        let number = numbers[start + row * columns + column]
                        squares[column] += number * number
                    }
                }
                let factors = squares.map { 1 / max($0.squareRoot(), 1e-12) }
                for row in 0..<rows {
                    for column in 0..<columns {
                        result[row * columns + column] = numbers[start + row * columns + column] * factors[column]
                    }
                }
            }
        }
        return result
    }

    var byteCount: Int { generator.byteCount + norm.byteCount }
}
