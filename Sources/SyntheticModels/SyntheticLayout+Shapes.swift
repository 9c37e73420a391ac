extension SyntheticLayout {
    /// What a file of it has: names and shapes, in its order.
    package var shapes: [(name: String, shape: [Int])] { tensors.map { ($0.name, $0.shape) } }
}
