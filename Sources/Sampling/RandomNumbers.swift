internal import System
package import Tensors

/// Random numbers that are drawn of PyTorch's own generator during one run of sampling, in the order in which they are
/// asked for: by functions inside a network, and by samplers.
package final class RandomNumbers: Sendable {
    private let make: @Sendable () -> TorchGenerator
    private let generator = Lock<TorchGenerator?>(nil)

    /// - Parameter make: makes the generator when the first number is asked for.
    package init(_ make: @escaping @Sendable () -> TorchGenerator) { self.make = make }

    /// PyTorch's `randint`: integers in 0..<bound.
    package func integers(below bound: Int, count: Int) -> [Int] {
        generator.withLock { generator in
            var own = generator ?? make()
            defer { generator = own }
            return (0..<count).map { _ in own.integer(below: bound) }
        }
    }

    /// PyTorch's `randn_like` of a tensor of this shape.
    package func normals(_ shape: [Int]) -> Tensor {
        generator.withLock { generator in
            var own = generator ?? make()
            defer { generator = own }
            return own.randn(shape)
        }
    }
}
