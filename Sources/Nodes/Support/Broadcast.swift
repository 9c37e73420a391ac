internal import Images
internal import Tensors
internal import Workflow

/// Elementwise arithmetic between tensors whose sizes are equal or 1, as PyTorch pairs them.
enum Broadcast {
    /// a, b: equal rank -> the larger of each dimension.
    static func combine(_ a: Tensor, _ b: Tensor, _ operation: (Float, Float) -> Float) throws(NodeError) -> Tensor {
        guard a.rank == b.rank, zip(a.shape, b.shape).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else {
            throw NodeError("RuntimeError", "the shapes \(a.shape) and \(b.shape) do not go together")
        }
        if a.shape == b.shape {
            return Layout.map(a.shape, from: a) { left, target in
                b.withFloats { right in
                    for i in target.indices.halting() { target[i] = operation(left[i], right[i]) }
                }
            }
        }
        let shape = try Allocation.checked(zip(a.shape, b.shape).map { $0 == 1 ? $1 : $0 }, "a result")
        let (stepsA, stepsB) = (steps(a.shape), steps(b.shape))
        return Layout.map(shape, from: a) { left, target in
            b.withFloats { right in
                for i in target.indices.halting() {
                    var (rest, indexA, indexB) = (i, 0, 0)
                    for axis in shape.indices.reversed() {
                        let place = rest % shape[axis]
                        rest /= shape[axis]
                        indexA += place * stepsA[axis]
                        indexB += place * stepsB[axis]
                    }
                    target[i] = operation(left[indexA], right[indexB])
                }
            }
        }
    }

    /// How far apart neighbours along each axis lie; 0 where a single one stands for all.
    private static func steps(_ shape: [Int]) -> [Int] {
        var result = [Int](repeating: 0, count: shape.count)
        var step = 1
        for axis in shape.indices.reversed() {
            result[axis] = shape[axis] == 1 ? 0 : step
            step *= shape[axis]
        }
        return result
    }
}
