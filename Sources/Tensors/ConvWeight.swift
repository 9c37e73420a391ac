internal import CKernels

/// The weight of a 2-D convolution; its kernels' form is made at the first use.
package struct ConvWeight: Sendable {
    /// f32, in the order that NHWC images want: [O, kh * kw * I].
    let matrix: WeightForm<PackedMatrix>
    /// [O]
    let bias: Tensor?
    package let outputs: Int
    package let inputs: Int
    package let kernelHeight: Int
    package let kernelWidth: Int
    /// Bytes as stored.
    package let byteCount: Int

    /// - Parameters:
    ///   - weight: [O, I, kh, kw]
    ///   - bias: [O]
    ///   - room: bounds and counts the memory of the kernels' form.
    package init(
        weight: StoredWeight, bias: StoredWeight? = nil, room: WeightRoom = WeightRoom()
    ) throws(OutOfMemoryError) {
        precondition(weight.shape.count == 4)
        precondition(bias == nil || bias!.tensor.count == weight.shape[0])
        (outputs, inputs) = (weight.shape[0], weight.shape[1])
        (kernelHeight, kernelWidth) = (weight.shape[2], weight.shape[3])
        byteCount = weight.byteCount + (bias?.byteCount ?? 0)
        let (n, inputs, taps) = (outputs, inputs, kernelHeight * kernelWidth)
        matrix = WeightForm(PackedMatrix.byteCount(n: n, k: taps * inputs), in: room) { compute in
            try weight.reading(compute) { try Self.pack(weight, n: n, inputs: inputs, taps: taps, compute) }
        }
        self.bias = try bias?.expanded([n])
    }

    /// - Parameters: as stored tensors of any dtype.
    package init(weight: Tensor, bias: Tensor? = nil) throws(OutOfMemoryError) {
        try self.init(weight: StoredWeight(weight), bias: bias.map { StoredWeight($0) })
    }

    private static func pack(
        _ weight: StoredWeight, n: Int, inputs: Int, taps: Int, _ compute: Compute
    ) throws -> PackedMatrix {
        let k = taps * inputs
        let scratch = ScratchPool(byteCount: k * 4)
        let matrix = try PackedMatrix(n: n, k: k, compute) { row, target in
            // [I, taps] -> [taps, I]
            scratch.withMemory { memory in
                let source = memory.assumingMemoryBound(to: Float.self)
                weight.expand(row * k..<(row + 1) * k, into: source)
                ck_transpose(target, Int64(inputs), source, Int64(taps), Int64(inputs), Int64(taps))
            }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: k * 4) }
        return matrix
    }
}
