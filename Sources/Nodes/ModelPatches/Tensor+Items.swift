internal import Tensors

extension Tensor {
    /// Each item of the batch times a factor. self: [B, ...]
    func scalingItems(_ factor: (_ item: Int) -> Float) -> Tensor {
        let length = shape.dropFirst().reduce(1, *)
        var result = self
        result.withMutableFloats { values in
            for item in 0..<shape[0] {
                let scale = factor(item)
                for i in item * length..<(item + 1) * length { values[i] *= scale }
            }
        }
        return result
    }

    /// The sum of the products of all elements.
    func product(_ other: Tensor) -> Double {
        withFloats { a in
            other.withFloats { b in
                var sum = 0.0
                for i in a.indices { sum += Double(a[i]) * Double(b[i]) }
                return sum
            }
        }
    }
}
