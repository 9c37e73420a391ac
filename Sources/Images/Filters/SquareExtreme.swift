package import System
package import Tensors

/// The least or the largest value of a square around each place; what lies beyond the border does not count.
package enum SquareExtreme {
    /// With the side of the square. An even one reaches farther to the left and upwards for the least value, to the right
    /// and downwards for the largest: as Kornia 0.9 has it, whose dilation turns the square over (older ones do not).
    case least(Int), most(Int)

    private var size: Int {
        switch self {
        case .least(let size), .most(let size): size
        }
    }

    /// How many places it reaches back.
    private var before: Int {
        switch self {
        case .least(let size): size / 2
        case .most(let size): (size - 1) / 2
        }
    }

    private func better(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .least: min(a, b)
        case .most: max(a, b)
        }
    }

    /// image: [B, H, W, C], same shape. Along the rows, then down the columns.
    package func apply(to image: Tensor, _ cancellation: Cancellation) throws(CancellationError) -> Tensor {
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        let across = try along(image, lines: image.shape[0] * height, length: width, step: channels, cancellation)
        return try along(across, lines: image.shape[0], length: height, step: width * channels, cancellation)
    }

    /// x: [lines, length, step], same shape
    private func along(
        _ x: Tensor, lines: Int, length: Int, step: Int, _ cancellation: Cancellation
    ) throws(CancellationError) -> Tensor {
        let (before, size) = (self.before, self.size)
        var result = Tensor(uninitialized: x.shape)
        try x.withFloats { source throws(CancellationError) in
            try result.withMutableFloats { target throws(CancellationError) in
                for line in 0..<lines {
                    for place in 0..<length {
                        try cancellation.check()
                        let start = (line * length + max(place - before, 0)) * step
                        let last = (line * length + min(place - before + size, length) - 1) * step
                        let to = (line * length + place) * step
                        for i in 0..<step {
                            var best = source[start + i]
                            for other in stride(from: start + step, through: last, by: step) {
                                best = better(best, source[other + i])
                            }
                            target[to + i] = best
                        }
                    }
                }
            }
        }
        return result
    }
}
