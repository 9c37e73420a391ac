internal import Tensors

extension Tensor {
    /// Each row times a number of its own, for small tensors. self: [N, C], factors: [N, 1]
    func times(rows factors: Tensor) -> Tensor {
        precondition(rank == 2 && factors.shape == [shape[0], 1])
        var result = self
        result.withMutableFloats { values in
            factors.withFloats { factors in
                for i in values.indices { values[i] *= factors[i / shape[1]] }
            }
        }
        return result
    }
}
