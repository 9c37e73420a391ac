internal import CKernels

/// The weight of a 2-D convolution, as f32 in the order that NHWC images want: a matrix
/// [O, kh * kw * I].
package struct ConvWeight: Sendable {
    let matrix: PackedMatrix
    /// [O]
    let bias: Tensor?
    package let inputs: Int
    package let kernelHeight: Int
    package let kernelWidth: Int

    package var outputs: Int { matrix.n }
    package var byteCount: Int { matrix.byteCount + (bias?.byteCount ?? 0) }

    /// - Parameters:
    ///   - weight: [O, I, kh, kw] of any stored dtype. Its pages are given back when it is borrowed
    ///     from a file map.
    ///   - bias: [O]
    ///   - pool: converts large weights in parallel.
    package init(weight: Tensor, bias: Tensor? = nil, pool: ThreadPool? = nil) throws(OutOfMemoryError) {
        precondition(weight.rank == 4)
        precondition(bias == nil || bias!.count == weight.shape[0])
        (inputs, kernelHeight, kernelWidth) = (weight.shape[1], weight.shape[2], weight.shape[3])
        let (inputs, taps) = (inputs, kernelHeight * kernelWidth)
        let k = taps * inputs
        let scratch = ScratchPool(byteCount: k * 4)
        matrix = try PackedMatrix(n: weight.shape[0], k: k, pool: pool) { row, target in
            // [I, taps] -> [taps, I]
            scratch.withMemory { memory in
                let source = memory.assumingMemoryBound(to: Float.self)
                weight.convertElements(row * k..<(row + 1) * k, into: source)
                ck_transpose(target, Int64(inputs), source, Int64(taps), Int64(inputs), Int64(taps))
            }
        }
        if scratch.hasFailed { throw OutOfMemoryError(byteCount: k * 4) }
        weight.discardSource()
        self.bias = try bias?.expanded(shape: [weight.shape[0]])
    }
}
