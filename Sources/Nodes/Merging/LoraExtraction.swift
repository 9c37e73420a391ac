internal import Models
internal import System
internal import Tensors

/// The best product of two narrow matrices for a difference of weights: its largest singular values, folded into the first
/// factor. Both are clamped to the 0.99 quantile of all their values, as ComfyUI does.
final class LoraExtraction {
    let upShape: [Int]
    let downShape: [Int]
    private let difference: StoredWeight
    private let rank: Int
    /// Both factors come from one decomposition; whoever is second takes what the first left.
    private var known: (up: Tensor, down: Tensor)?

    private static let quantile = 0.99

    /// - Parameter difference: [N, K, ...]
    init(_ difference: StoredWeight, rank: Int) {
        self.difference = difference
        let shape = difference.shape
        self.rank = min(rank, shape[0], shape[1])
        upShape = [shape[0], self.rank] + shape.dropFirst(2).map { _ in 1 }
        downShape = [self.rank] + shape.dropFirst()
    }

    func factors() throws -> (up: Tensor, down: Tensor) {
        if let known {
            self.known = nil
            return known
        }
        let (rows, columns) = (difference.shape[0], difference.count / max(difference.shape[0], 1))
        let values = try SingularValues(try difference.expanded([rows, columns]), count: rank)
        var (up, down) = (values.left, values.right)
        up.withMutableFloats { up in
            for i in up.indices { up[i] *= values.values[i % rank] }
        }
        let most = Self.quantile(try up.copiedFloats() + down.copiedFloats())
        up = up.map { min(max($0, -most), most) }
        down = down.map { min(max($0, -most), most) }
        known = (up, down)
        return (up, down)
    }

    /// Between two values in the line between them.
    private static func quantile(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        let place = quantile * Double(sorted.count - 1)
        let lower = Int(place)
        let (a, b) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
        return a + (b - a) * Float(place - Double(lower))
    }
}
