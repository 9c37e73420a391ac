internal import Glibc
package import System
package import Tensors

/// A filter over a square neighbourhood; beyond the border the picture is mirrored, without its border line.
package struct SquareKernel: Sendable {
    package let radius: Int
    /// [2 * radius + 1, 2 * radius + 1]
    package var weights: [Float]

    package init(radius: Int, weights: [Float]) {
        precondition(weights.count == (2 * radius + 1) * (2 * radius + 1))
        self.radius = radius
        self.weights = weights
    }

    /// A bell over -1...1 in both directions, whatever the radius, as ComfyUI makes it.
    package static func gaussian(radius: Int, sigma: Float) -> SquareKernel {
        let size = 2 * radius + 1
        // From both ends towards the middle, as PyTorch's linspace: exactly symmetric.
        let step = 2 / Float(max(size - 1, 1))
        let line = (0..<size).map { $0 < size / 2 ? Float($0) * step - 1 : 1 - Float(size - 1 - $0) * step }
        var weights: [Float] = []
        for y in line {
            for x in line {
                let distance = (x * x + y * y).squareRoot()
                weights.append(expf(-(distance * distance) / (2 * sigma * sigma)))
            }
        }
        let sum = weights.reduce(0, +)
        return SquareKernel(radius: radius, weights: weights.map { $0 / sum })
    }

    /// A bell whose deviation is in pixels.
    package static func bell(radius: Int, deviation: Float) -> SquareKernel {
        let shares = shares(radius: radius, deviation: deviation)
        return SquareKernel(radius: radius, weights: shares.flatMap { y in shares.map { x in y * x } })
    }

    /// The same in two passes.
    package static func bellPasses(radius: Int, deviation: Float) -> (rows: SquareKernel, columns: SquareKernel) {
        let shares = shares(radius: radius, deviation: deviation)
        let size = shares.count
        let places = 0..<size * size
        return (
            SquareKernel(radius: radius, weights: places.map { $0 / size == radius ? shares[$0 % size] : 0 }),
            SquareKernel(radius: radius, weights: places.map { $0 % size == radius ? shares[$0 / size] : 0 })
        )
    }

    /// Of a bell, each place of a line.
    private static func shares(radius: Int, deviation: Float) -> [Float] {
        let line = (-radius...radius).map { expf(-Float($0 * $0) / (2 * deviation * deviation)) }
        let sum = line.reduce(0, +)
        return line.map { $0 / sum }
    }

    /// What brings out edges: all that a bell takes away, times `alpha` times 10, is given back in the middle.
    package static func sharpening(radius: Int, sigma: Float, alpha: Double) -> SquareKernel {
        var kernel = gaussian(radius: radius, sigma: sigma)
        let strength = Float(-(alpha * 10))
        kernel.weights = kernel.weights.map { $0 * strength }
        // The sum is 1.
        let middle = kernel.weights.count / 2
        kernel.weights[middle] += 1 - kernel.weights.reduce(0, +)
        return kernel
    }

    /// Whether a picture is large enough to be mirrored so far.
    package func fits(width: Int, height: Int) -> Bool { radius < height && radius < width }

    /// image: [B, H, W, C], which the kernel fits; same shape.
    package func apply(to image: Tensor, _ cancellation: Cancellation) throws(CancellationError) -> Tensor {
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        precondition(fits(width: width, height: height))
        if radius == 0 { return image }
        func mirrored(_ i: Int, _ length: Int) -> Int { i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i }
        let size = 2 * radius + 1
        let columns = (0..<(width + 2 * radius)).map { mirrored($0 - radius, width) * channels }
        let places = weights.indices.filter { weights[$0] != 0 }
            .map { (weight: weights[$0], y: $0 / size, x: $0 % size) }
        var result = Tensor(uninitialized: image.shape)
        try image.withFloats { source throws(CancellationError) in
            try result.withMutableFloats { target throws(CancellationError) in
                for line in 0..<(image.shape[0] * height) {
                    try cancellation.check()
                    let (item, y) = line.quotientAndRemainder(dividingBy: height)
                    let rows = (0..<size).map { (item * height + mirrored(y + $0 - radius, height)) * width * channels }
                    for x in 0..<width {
                        for c in 0..<channels {
                            var sum: Float = 0
                            for place in places {
                                sum += place.weight * source[rows[place.y] + columns[x + place.x] + c]
                            }
                            target[(line * width + x) * channels + c] = sum
                        }
                    }
                }
            }
        }
        return result
    }
}
