internal import Tensors

/// Noise of unit variance for each step, from one Brownian motion over the noise levels: with more steps the same
/// picture is approached.
struct BrownianNoise {
    private let tree: BrownianTree

    /// - Parameters:
    ///   - sigmas: those walked, of which one is above 0.
    init(shape: [Int], sigmas: [Float], seed: UInt64) {
        let positive = sigmas.filter { $0 > 0 }
        tree = BrownianTree(
            shape: shape, range: Double(positive.min() ?? 0)...Double(sigmas.max() ?? 0), seed: seed)
    }

    func callAsFunction(from sigma: Float, to next: Float) -> Tensor {
        let increment = tree.increment(from: Double(min(sigma, next)), to: Double(max(sigma, next)))
        // Towards lower levels the motion runs backwards.
        let sign: Float = sigma < next ? 1 : -1
        return increment * sign / abs(next - sigma).squareRoot()
    }
}
