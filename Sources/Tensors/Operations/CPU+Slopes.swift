// Elementwise operations of networks that enlarge pictures; the processor runs them for every backend.
extension Compute {
    /// a + b times a number, of one shape.
    package func add(_ a: Tensor, _ b: Tensor, times scale: Float) throws -> Tensor {
        precondition(a.shape == b.shape, "add: \(a.shape) and \(b.shape)")
        let result = try Tensor(allocating: a.shape)
        let (ap, bp, yp) = (a.floatPointer, b.floatPointer, result.freshPointer)
        try workers.forEachRange(a.count, chunk: 1 << 16, keeping: a, b) { range in
            for i in range { yp[i] = ap[i] + scale * bp[i] }
        }
        return result
    }

    /// Times a slope of its channel where it is negative (PReLU). x: [..., C], slopes: [C]
    package func slope(_ x: Tensor, _ slopes: Tensor) throws -> Tensor {
        let channels = x.shape[x.rank - 1]
        precondition(slopes.count == channels)
        let result = try Tensor(allocating: x.shape)
        let (xp, sp, yp) = (x.floatPointer, slopes.floatPointer, result.freshPointer)
        try workers.forEachRange(x.count / channels, chunk: (1 << 16) / channels, keeping: x, slopes) { range in
            for pixel in range {
                let (from, to) = (xp + pixel * channels, yp + pixel * channels)
                for c in 0..<channels { to[c] = from[c] < 0 ? from[c] * sp[c] : from[c] }
            }
        }
        return result
    }
}

extension Tensor {
    /// Channels as squares of pixels, in PyTorch's order (`pixel_shuffle`): channel c * f^2 + y * f + x.
    /// [N, h, w, C f^2] -> [N, f h, f w, C]
    package func shuffled(_ factor: Int) throws(OutOfMemoryError) -> Tensor {
        let (batch, height, width) = (shape[0], shape[1], shape[2])
        let channels = shape[3] / (factor * factor)
        precondition(shape[3] == channels * factor * factor)
        let result = try Tensor(allocating: [batch, height * factor, width * factor, channels])
        let (source, target) = (floatPointer, result.freshPointer)
        let row = width * factor * channels
        for line in 0..<batch * height {
            for column in 0..<width {
                var from = (line * width + column) * shape[3]
                for c in 0..<channels {
                    for y in 0..<factor {
                        let to = (line * factor + y) * row + column * factor * channels + c
                        for x in 0..<factor {
                            target[to + x * channels] = source[from]
                            from += 1
                        }
                    }
                }
            }
        }
        withExtendedLifetime(self) {}
        return result
    }

    /// The reverse. [N, f h, f w, C] -> [N, h, w, C f^2]
    package func unshuffled(_ factor: Int) throws(OutOfMemoryError) -> Tensor {
        let (batch, height, width, channels) = (shape[0], shape[1] / factor, shape[2] / factor, shape[3])
        precondition(shape[1] == height * factor && shape[2] == width * factor)
        let result = try Tensor(allocating: [batch, height, width, channels * factor * factor])
        let (source, target) = (floatPointer, result.freshPointer)
        let row = shape[2] * channels
        var to = 0
        for line in 0..<batch * height {
            for column in 0..<width {
                for c in 0..<channels {
                    for y in 0..<factor {
                        let from = (line * factor + y) * row + column * factor * channels + c
                        for x in 0..<factor {
                            target[to] = source[from + x * channels]
                            to += 1
                        }
                    }
                }
            }
        }
        withExtendedLifetime(self) {}
        return result
    }
}
