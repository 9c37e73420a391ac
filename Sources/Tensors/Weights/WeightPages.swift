/// The pages of a file map that a weight lies on: resident from their first reading until this is gone.
final class WeightPages: Sendable {
    private let tensor: Tensor

    init(_ tensor: Tensor) { self.tensor = tensor }

    deinit { tensor.discardSource() }
}
