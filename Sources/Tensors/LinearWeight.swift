/// The weight of a linear layer; its kernels' form is made at the first use.
package struct LinearWeight: Sendable {
    /// f32, in the order that products want.
    let matrix: WeightForm<PackedMatrix>
    /// [N]
    let bias: Tensor?
    /// N
    package let outputs: Int
    /// K
    package let inputs: Int
    /// Bytes as stored.
    package let byteCount: Int

    /// - Parameters:
    ///   - weight: [N, K], or [N, K, 1, 1] of a 1x1 convolution.
    ///   - bias: [N]
    ///   - room: bounds and counts the memory of the kernels' form.
    package init(
        weight: StoredWeight, bias: StoredWeight? = nil, room: WeightRoom = WeightRoom()
    ) throws(OutOfMemoryError) {
        precondition(weight.shape.count >= 2 && weight.shape.dropFirst(2).allSatisfy { $0 == 1 })
        let (n, k) = (weight.shape[0], weight.shape[1])
        precondition(bias == nil || bias!.tensor.count == n)
        (outputs, inputs) = (n, k)
        byteCount = weight.byteCount + (bias?.byteCount ?? 0)
        matrix = WeightForm(PackedMatrix.byteCount(n: n, k: k), in: room) { compute in
            try weight.reading(compute) {
                try PackedMatrix(n: n, k: k, compute) { row, target in
                    weight.expand(row * k..<(row + 1) * k, into: target)
                }
            }
        }
        self.bias = try bias?.expanded([n])
    }

    /// - Parameters: as stored tensors of any dtype.
    package init(weight: Tensor, bias: Tensor? = nil) throws(OutOfMemoryError) {
        try self.init(weight: StoredWeight(weight), bias: bias.map { StoredWeight($0) })
    }
}
