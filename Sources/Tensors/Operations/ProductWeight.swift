/// The right-hand side of a product.
enum ProductWeight {
    /// Packed by each block.
    case stored(WeightMatrix.Rows)
    /// In pairs of bf16, as each block makes its rows.
    case pairs(WeightPairs)

    var isPaired: Bool { if case .pairs = self { true } else { false } }
}
