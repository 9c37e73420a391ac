internal import CKernels

extension CPU {
    /// activation((x W^T + bias) * factor + residual). x: [..., K], residual: [..., N], factor: [N] -> [..., N]
    func linear(
        _ x: Tensor, _ w: LinearWeight, activation: Activation, residual: Tensor?, factor: Tensor?
    ) throws -> Tensor {
        let m = x.shape.dropLast().reduce(1, *)
        precondition(residual == nil || residual!.count == m * w.outputs)
        precondition(factor == nil || factor!.count == w.outputs)
        return try linear(
            x, w, ProductEnd(bias: w.bias, factor: factor, residual: residual, activation: activation))
    }

    /// GEGLU (N. Shazeer, arXiv 2002.05202): the first half of x W^T + bias times gelu of the second.
    /// x: [..., K], w: [2N, K] -> [..., N]
    func gatedLinear(_ x: Tensor, _ w: LinearWeight) throws -> Tensor {
        precondition(w.outputs % 2 == 0)
        return try linear(x, w, ProductEnd(bias: w.bias, isGated: true))
    }

    private func linear(_ x: Tensor, _ w: LinearWeight, _ end: ProductEnd) throws -> Tensor {
        let (k, n) = (w.inputs, end.isGated ? w.outputs / 2 : w.outputs)
        precondition(x.rank >= 1 && x.shape.last == k, "linear: \(x.shape) by [\(w.outputs), \(k)]")
        let result = try Tensor(allocating: x.shape.dropLast() + [n])
        let xp = x.floatPointer
        let m = x.shape.dropLast().reduce(1, *)
        func pointers(_ rows: Range<Int>, _ table: UnsafeMutablePointer<UnsafePointer<Float>?>) {
            for row in rows { table[row - rows.lowerBound] = xp + row * k }
        }
        // by the rows of an item, so that a batch is what its items are
        let rows = x.rank > 2 ? x.shape[1..<x.rank - 1].reduce(1, *) : m
        if m > 0, w.mayBeIntegers, takesIntegers(rows: rows, outputs: w.outputs, inputs: k, isGated: end.isGated) {
            try integerProduct(m: m, w.matrix, end, into: result, keeping: x, pointers: pointers)
        } else {
            try product(m: m, taps: 1, segment: k, w.matrix, end, into: result, keeping: x, pointers: pointers)
        }
        return result
    }
}
