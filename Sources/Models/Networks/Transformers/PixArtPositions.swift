internal import Glibc
internal import Tensors

/// Where patches lie, as waves: places are counted as if the picture had the size that is nearest to its own of those that
/// PixArt was trained with (Chen et al. 2024, arXiv 2403.04692, section 3.3).
enum PixArtPositions {
    /// Places of a latent in what the counting is relative to: 512 pixels.
    private static let unit = 64

    /// - Parameters:
    ///   - width: of a token
    ///   - scale: what places are divided by; nil for that of the picture's size
    /// - Returns: [1, rows * columns, width]
    static func waves(_ grid: PatchGrid, width: Int, scale: Int?) throws -> Tensor {
        let units = Int((Double((grid.height + grid.width) / 2) / Double(unit)).rounded(.toNearestOrEven))
        let (base, scale) = (units * unit / grid.size, Float(scale ?? units))
        guard base > 0, scale > 0 else {
            throw ModelError(
                .badInput,
                "a latent of \(grid.width)x\(grid.height) is too small: PixArt's positions begin at 33 places a side")
        }
        func places(_ count: Int) -> [Float] {
            let step = Float(Double(count) / Double(base))
            return (0..<count).map { Float($0) / step / scale }
        }
        let (half, quarter) = (width / 2, width / 4)
        let frequencies = (0..<quarter).map { 1 / powf(10000, Float($0) * Float(2 / Double(half))) }
        let (rows, columns) = (places(grid.rows), places(grid.columns))
        var result = try Tensor(allocating: [1, grid.count, width])
        result.withMutableFloats { result in
            for place in 0..<grid.count {
                // the column's waves, then the row's; sines, then cosines
                for (part, position) in [columns[place % grid.columns], rows[place / grid.columns]].enumerated() {
                    let start = place * width + part * half
                    for (index, frequency) in frequencies.enumerated() {
                        result[start + index] = sinf(position * frequency)
                        result[start + quarter + index] = cosf(position * frequency)
                    }
                }
            }
        }
        return result
    }
}
