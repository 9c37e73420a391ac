/// The weight of a linear layer, as f32 in the order that products want.
package struct LinearWeight: Sendable {
    let matrix: PackedMatrix
    /// [N]
    let bias: Tensor?

    /// N
    package var outputs: Int { matrix.n }
    /// K
    package var inputs: Int { matrix.k }
    package var byteCount: Int { matrix.byteCount + (bias?.byteCount ?? 0) }

    /// - Parameters:
    ///   - weight: [N, K], or [N, K, 1, 1] of a 1x1 convolution, of any stored dtype. Its pages are
    ///     given back when it is borrowed from a file map.
    ///   - bias: [N]
    ///   - pool: converts large weights in parallel.
    package init(weight: Tensor, bias: Tensor? = nil, pool: ThreadPool? = nil) throws(OutOfMemoryError) {
        precondition(weight.rank >= 2 && weight.shape.dropFirst(2).allSatisfy { $0 == 1 })
        let (n, k) = (weight.shape[0], weight.shape[1])
        precondition(bias == nil || bias!.count == n)
        matrix = try PackedMatrix(n: n, k: k, pool: pool) { row, target in
            weight.convertElements(row * k..<(row + 1) * k, into: target)
        }
        weight.discardSource()
        self.bias = try bias?.expanded(shape: [n])
    }
}
