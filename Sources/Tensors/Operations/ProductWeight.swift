/// The right-hand side of a product.
enum ProductWeight {
    /// Packed by each block.
    case stored(WeightMatrix.Rows)
    /// In pairs of bf16, as each block makes its rows.
    case pairs(WeightPairs)
    /// In integers of 8 bits, with the left-hand side's.
    case bytes(WeightBytes, ByteRows)

    /// Whether a block does not make its weights.
    var isPacked: Bool { if case .stored = self { false } else { true } }

    /// Whether a block makes its rows.
    var makesRows: Bool { if case .pairs = self { true } else { false } }

    /// Numbers along K that a float of rows and panels stands for.
    var density: Int {
        switch self {
        case .stored: 1
        case .pairs: 2
        case .bytes: 4
        }
    }

    /// Floats of so many numbers along K.
    func length(_ segment: Int) -> Int { (segment + density - 1) / density }
}
