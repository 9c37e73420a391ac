internal import Glibc
package import System
package import Tensors

/// Canny's detector as kornia 0.9 has it: a blur of 5x5 pixels, Sobel's gradients, of which the ridges stay, and of
/// those that are stronger than `low` the ones that hang together with one stronger than `high`.
///
/// In an even texture many gradients are equal but for their rounding, which then decides where edges are. So sums are
/// made in the order in which PyTorch makes them, with products fused where it fuses them.
package struct EdgeDetector: Sendable {
    private let low: Float
    private let high: Float

    /// 0 < low <= high
    package init(low: Float, high: Float) {
        precondition(0 < low && low <= high)
        self.low = low
        self.high = high
    }

    /// Steps (dy, dx) in directions of 45 degrees, from the right by way of below.
    private static let steps = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
    /// What is added below the root of a gradient's square.
    private static let epsilon: Float = 1e-6

    /// The blur: along rows and then along columns.
    package static let blur = SquareKernel.bellPasses(radius: 2, deviation: 1)

    /// blurred: [B, H, W, 1], what `blur` made of the grey picture -> [B, H, W, 3], each 0 or 1
    package func edges(of blurred: Tensor, _ cancellation: Cancellation) throws(CancellationError) -> Tensor {
        let (height, width) = (blurred.shape[1], blurred.shape[2])
        var result = Tensor(uninitialized: [blurred.shape[0], height, width, 3])
        try blurred.withFloats { pixels throws(CancellationError) in
            try result.withMutableFloats { target throws(CancellationError) in
                for item in 0..<blurred.shape[0] {
                    try cancellation.check()
                    let start = item * height * width
                    let plane = pixels[start..<start + height * width]
                    let found = try edges(Plane(height: height, width: width, values: Array(plane)), cancellation)
                    for i in found.indices.halting(each: 3) {
                        for c in 0..<3 { target[(start + i) * 3 + c] = found[i] ? 1 : 0 }
                    }
                }
            }
        }
        return result
    }

    /// [B, H, W, C], C of 1 or 3 -> [B, H, W, 1]
    package static func grey(_ image: Tensor) -> Tensor {
        guard image.shape[3] == 3 else { return image }
        var grey = Tensor(uninitialized: [image.shape[0], image.shape[1], image.shape[2], 1])
        image.withFloats { source in
            grey.withMutableFloats { target in
                for i in target.indices.halting() {
                    target[i] = (0.299 * source[3 * i]).addingProduct(0.587, source[3 * i + 1])
                        .addingProduct(0.114, source[3 * i + 2])
                }
            }
        }
        return grey
    }

    private struct Plane {
        let height: Int
        let width: Int
        var values: [Float]

        /// The value at a place, or at the nearest one within.
        func nearest(_ y: Int, _ x: Int) -> Float {
            values[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
        }
    }

    private func edges(_ plane: Plane, _ cancellation: Cancellation) throws(CancellationError) -> [Bool] {
        let (height, width) = (plane.height, plane.width)
        var strengths = [Float](repeating: 0, count: height * width)
        var directions = [Int](repeating: 0, count: height * width)
        for y in 0..<height {
            try cancellation.check()
            for x in 0..<width {
                var (gx, gy): (Float, Float) = (0, 0)
                for (dy, across) in [(-1, 1), (0, 2), (1, 1)] as [(Int, Float)] {
                    for (dx, along) in [(-1, 1), (0, 2), (1, 1)] as [(Int, Float)] {
                        let value = plane.nearest(y + dy, x + dx)
                        gx.addProduct(across * Float(dx), value)
                        gy.addProduct(along * Float(dy), value)
                    }
                }
                strengths[y * width + x] = (gx * gx + gy * gy + Self.epsilon).squareRoot()
                let eighths = atan2f(gy, gx) * (4 / Float.pi)
                directions[y * width + x] = eighths.isNaN ? 0 : (Int(eighths.rounded(.toNearestOrEven)) + 8) % 8
            }
        }
        let background = Self.epsilon.squareRoot()
        /// Along its gradient a pixel is stronger than both neighbours; of two equal ones the left or upper one counts.
        func isRidge(_ y: Int, _ x: Int) -> Bool {
            let strength = strengths[y * width + x]
            guard strength > background else { return false }
            let direction = directions[y * width + x]
            return [direction, (direction + 4) % 8].allSatisfy { direction in
                let (dy, dx) = Self.steps[direction]
                let isInside = (0..<height).contains(y + dy) && (0..<width).contains(x + dx)
                let other = isInside ? strengths[(y + dy) * width + x + dx] : background
                return strength > other || (strength == other && (direction == 0 || direction == 2))
            }
        }
        var isWeak = [Bool](repeating: false, count: height * width)
        var found = [Bool](repeating: false, count: height * width)
        var open: [(y: Int, x: Int)] = []
        for y in 0..<height {
            try cancellation.check()
            for x in 0..<width where strengths[y * width + x] > low && isRidge(y, x) {
                isWeak[y * width + x] = true
                guard strengths[y * width + x] > high else { continue }
                found[y * width + x] = true
                open.append((y, x))
            }
        }
        while let (y, x) = open.popLast() {
            if open.count % 1024 == 0 { try cancellation.check() }
            for (dy, dx) in Self.steps where (0..<height).contains(y + dy) && (0..<width).contains(x + dx) {
                let place = (y + dy) * width + x + dx
                guard isWeak[place], !found[place] else { continue }
                found[place] = true
                open.append((y + dy, x + dx))
            }
        }
        return found
    }
}
