internal import Glibc
internal import Tensors

/// The places of a latent that a network looks at most.
struct BlurMap {
    private let isBlurred: [Bool]
    private let height: Int
    private let width: Int

    private static let kernelSize = 9

    /// - Parameters:
    ///   - attention: of places in a grid that is coarser than the latent.
    ///   - height, width: of the latent.
    init(_ attention: [Float], height: Int, width: Int) {
        (self.height, self.width) = (height, width)
        let rows = Self.rows(attention.count, height: height, width: width)
        let columns = attention.count / rows
        isBlurred = (0..<height * width).map { place in
            let (y, x) = (place / width * rows / height, place % width * columns / width)
            return attention[y * columns + x] > 1
        }
    }

    /// The rows of the grid: the divisor nearest to what the latent's proportions give.
    private static func rows(_ count: Int, height: Int, width: Int) -> Int {
        let wanted = Int(
            (Double(height) / Double(width) * Double(count)).squareRoot().rounded(.toNearestOrEven))
        for distance in 0..<max(Int(Double(count).squareRoot() / 2), 1) {
            for rows in [wanted + distance, max(1, wanted - distance)] where rows > 0 && count % rows == 0 {
                return rows
            }
        }
        return 1
    }

    /// A latent [1, C, H, W], smoothed at those places. Its sides are longer than half the kernel.
    func blurred(_ x: Tensor, sigma: Float) -> Tensor {
        let half = Self.kernelSize / 2
        var kernel = (-half...half).map { place in
            // a kernel of no width: only its middle counts
            sigma == 0 ? (place == 0 ? 1 : 0) : expf(-0.5 * (Float(place) / sigma) * (Float(place) / sigma))
        }
        let sum = kernel.reduce(0, +)
        for i in kernel.indices { kernel[i] /= sum }
        var result = x
        let source = x.floats
        func mirrored(_ place: Int, _ count: Int) -> Int {
            place < 0 ? -place : place >= count ? 2 * count - 2 - place : place
        }
        result.withMutableFloats { target in
            for place in isBlurred.indices where isBlurred[place] {
                let (row, column) = (place / width, place % width)
                for channel in 0..<x.shape[1] {
                    let plane = channel * height * width
                    var value: Float = 0
                    for (i, a) in kernel.enumerated() {
                        let line = plane + mirrored(row + i - half, height) * width
                        for (j, b) in kernel.enumerated() {
                            value += a * b * source[line + mirrored(column + j - half, width)]
                        }
                    }
                    target[plane + place] = value
                }
            }
        }
        return result
    }
}
