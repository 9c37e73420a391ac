internal import CKernels

extension Compute {
    /// activation(x W^T + bias + residual). x: [..., K], residual: [..., N] -> [..., N]
    package func linear(
        _ x: Tensor, _ w: LinearWeight, activation: Activation = .none, residual: Tensor? = nil
    ) throws -> Tensor {
        let (k, n) = (w.inputs, w.outputs)
        precondition(x.rank >= 1 && x.shape.last == k, "linear: \(x.shape) by [\(n), \(k)]")
        let m = x.shape.dropLast().reduce(1, *)
        precondition(residual == nil || residual!.count == m * n)
        let result = try Tensor(allocating: x.shape.dropLast() + [n])
        let xp = x.floatPointer
        try product(
            m: m, taps: 1, segment: k, w.matrix(self), bias: w.bias, residual: residual, activation: activation,
            into: result,
            keeping: x
        ) { rows, table in
            for row in rows { table[row - rows.lowerBound] = xp + row * k }
        }
        return result
    }
}
