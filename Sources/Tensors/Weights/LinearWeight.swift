/// The weight of a linear layer.
package struct LinearWeight: Sendable {
    let matrix: WeightMatrix
    /// [N]
    package let bias: Tensor?
    /// Bytes as stored.
    package let byteCount: Int
    /// Whether it is rounded to integers of 8 bits where those are asked for.
    package let mayBeIntegers: Bool

    /// [N, K] as stored.
    package var weight: StoredWeight { matrix.weight }
    /// The same object for layers of the same weight, another one for any other as long as the object is alive.
    package var identity: any AnyObject & Sendable { matrix.identity }
    /// N
    package var outputs: Int { matrix.n }
    /// K
    package var inputs: Int { matrix.k }

    /// - Parameters:
    ///   - weight: [N, K], or [N, K, 1, 1] of a 1x1 convolution.
    ///   - bias: [N]
    ///   - mayBeIntegers: it is rounded to integers of 8 bits where those are asked for.
    package init(weight: StoredWeight, bias: StoredWeight? = nil, mayBeIntegers: Bool = true) throws {
        precondition(weight.shape.count >= 2 && weight.shape.dropFirst(2).allSatisfy { $0 == 1 })
        precondition(bias == nil || bias!.count == weight.shape[0])
        byteCount = weight.byteCount + (bias?.byteCount ?? 0)
        self.mayBeIntegers = mayBeIntegers
        matrix = WeightMatrix(weight, n: weight.shape[0], k: weight.shape[1])
        self.bias = try bias?.expanded([weight.shape[0]])
    }

    /// A convolution whose kernels lie beside one another, as a layer of its patches; it is never rounded to integers.
    ///
    /// - Parameters:
    ///   - weight: [N, ...], K being what the other dimensions are together.
    ///   - bias: [N]
    package init(patches weight: StoredWeight, bias: StoredWeight?) throws {
        precondition(weight.shape.count >= 2 && (bias == nil || bias!.count == weight.shape[0]))
        byteCount = weight.byteCount + (bias?.byteCount ?? 0)
        mayBeIntegers = false
        matrix = WeightMatrix(weight, n: weight.shape[0], k: weight.shape.dropFirst().reduce(1, *))
        self.bias = try bias?.expanded([weight.shape[0]])
    }

    /// - Parameters: as stored tensors of any dtype.
    package init(weight: Tensor, bias: Tensor? = nil) throws {
        try self.init(weight: StoredWeight(weight), bias: bias.map { StoredWeight($0) })
    }
}
