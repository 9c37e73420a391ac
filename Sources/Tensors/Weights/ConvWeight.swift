/// The weight of a 2-D convolution.
package struct ConvWeight: Sendable {
    /// [O, I * kh * kw]
    let matrix: WeightMatrix
    /// [O]
    package let bias: Tensor?
    package let inputs: Int
    package let kernelHeight: Int
    package let kernelWidth: Int
    /// Bytes as stored.
    package let byteCount: Int

    /// [O, I, kh, kw] as stored.
    package var weight: StoredWeight { matrix.weight }
    package var outputs: Int { matrix.n }
    var taps: Int { kernelHeight * kernelWidth }

    /// - Parameters:
    ///   - weight: [O, I, kh, kw]
    ///   - bias: [O]
    package init(
        weight: StoredWeight, bias: StoredWeight? = nil
    ) throws {
        precondition(weight.shape.count == 4)
        precondition(bias == nil || bias!.count == weight.shape[0])
        (inputs, kernelHeight, kernelWidth) = (weight.shape[1], weight.shape[2], weight.shape[3])
        byteCount = weight.byteCount + (bias?.byteCount ?? 0)
        matrix = WeightMatrix(
            weight, n: weight.shape[0], k: weight.shape.dropFirst().reduce(1, *),
            taps: weight.shape[2] * weight.shape[3])
        self.bias = try bias?.expanded([weight.shape[0]])
    }

    /// - Parameters: as stored tensors of any dtype.
    package init(weight: Tensor, bias: Tensor? = nil) throws {
        try self.init(weight: StoredWeight(weight), bias: bias.map { StoredWeight($0) })
    }
}
