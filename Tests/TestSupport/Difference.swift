package import Tensors

/// ‖a - b‖ / ‖b‖; infinite where the shapes differ.
package func relativeDifference(_ a: Tensor, _ b: Tensor) -> Double {
    guard a.shape == b.shape else { return .infinity }
    var (difference, norm) = (0.0, 0.0)
    for (x, y) in zip(a.floats, b.floats) {
        difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
        norm += Double(y) * Double(y)
    }
    return (difference / norm).squareRoot()
}
