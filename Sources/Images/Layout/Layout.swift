package import Tensors

/// Moving elements about.
package enum Layout {
    /// x: [B, C, H, W] -> [B, H, W, C]
    package static func nhwc(_ x: Tensor) -> Tensor {
        transposed(x, x.shape[1], x.shape[2] * x.shape[3]).reshaped([x.shape[0], x.shape[2], x.shape[3], x.shape[1]])
    }

    /// x: [B, H, W, C] -> [B, C, H, W]
    package static func nchw(_ x: Tensor) -> Tensor {
        transposed(x, x.shape[1] * x.shape[2], x.shape[3]).reshaped([x.shape[0], x.shape[3], x.shape[1], x.shape[2]])
    }

    /// x: [B, rows, columns] -> [B, columns, rows]
    package static func transposed(_ x: Tensor, _ rows: Int, _ columns: Int) -> Tensor {
        map([x.shape[0], columns, rows], from: x) { source, target in
            Tensor.transpose(source, into: target, rows: rows, columns: columns)
        }
    }

    /// A part of each picture. x: [B, H, W, C] -> [B, y.count, x.count, C]
    package static func cropped(_ image: Tensor, y: Range<Int>, x: Range<Int>) -> Tensor {
        let (height, width, channels) = (image.shape[1], image.shape[2], image.shape[3])
        if y == 0..<height && x == 0..<width { return image }
        return map([image.shape[0], y.count, x.count, channels], from: image) { source, target in
            var at = 0
            for b in 0..<image.shape[0] {
                for row in y.halting(each: x.count * channels) {
                    let start = ((b * height + row) * width + x.lowerBound) * channels
                    for i in 0..<(x.count * channels) { target[at + i] = source[start + i] }
                    at += x.count * channels
                }
            }
        }
    }

    /// Pictures in the middle of frames of `shape` that have one value elsewhere. x: [B, H, W, C] -> [B, H', W', C]
    package static func centered(_ x: Tensor, in shape: [Int], background: Float) -> Tensor {
        let (height, width, row) = (x.shape[1], x.shape[2], x.shape[2] * x.shape[3])
        precondition(height <= shape[1] && width <= shape[2] && x.shape[0] == shape[0] && x.shape[3] == shape[3])
        let (top, left) = ((shape[1] - height) / 2, (shape[2] - width) / 2)
        var result = Tensor(repeating: background, shape)
        result.withMutableFloats { target in
            x.withFloats { source in
                for b in 0..<shape[0] {
                    for y in (0..<height).halting(each: row) {
                        let to = ((b * shape[1] + top + y) * shape[2] + left) * shape[3]
                        let from = (b * height + y) * row
                        for i in 0..<row { target[to + i] = source[from + i] }
                    }
                }
            }
        }
        return result
    }

    /// Tensors one behind the other along any axis; `shape` is that of the result.
    package static func joined(_ parts: [Tensor], axis: Int, shape: [Int]) -> Tensor {
        let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
        var result = Tensor(uninitialized: shape)
        result.withMutableFloats { target in
            var start = 0
            for part in parts {
                let run = part.shape[axis] * inner
                part.withFloats { source in
                    for line in (0..<outer).halting(each: run) {
                        let to = line * shape[axis] * inner + start
                        for i in 0..<run { target[to + i] = source[line * run + i] }
                    }
                }
                start += run
            }
        }
        return result
    }

    /// A range of places along any axis.
    package static func part(_ x: Tensor, axis: Int, _ range: Range<Int>) -> Tensor {
        let (outer, inner) = (x.shape[..<axis].reduce(1, *), x.shape[(axis + 1)...].reduce(1, *))
        var shape = x.shape
        shape[axis] = range.count
        return map(shape, from: x) { source, target in
            let run = range.count * inner
            for line in (0..<outer).halting(each: run) {
                let from = (line * x.shape[axis] + range.lowerBound) * inner
                for i in 0..<run { target[line * run + i] = source[from + i] }
            }
        }
    }

    /// A new tensor that `body` fills from the elements of `x`.
    @inlinable
    package static func map(
        _ shape: [Int], from x: Tensor, _ body: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
    ) -> Tensor {
        guard var result = Tensor.orRefused(shape) else {
            // Nobody will look at the values (`Refusal`), so that any of that shape are as good.
            let count = shape.reduce(1, *)
            if count <= x.count { return x.reshaped([x.count]).slice(0..<count).reshaped(shape) }
            return Tensor(uninitialized: shape)
        }
        x.withFloats { source in result.withMutableFloats { target in body(source, target) } }
        return result
    }

    /// Items cycled until there are `count`: ComfyUI's `repeat_to_batch_size`. x: [B, ...] -> [count, ...]
    package static func repeated(_ x: Tensor, toBatch count: Int) -> Tensor {
        let batch = x.shape[0]
        if batch == count { return x }
        if batch > count { return x.slice(0..<count) }
        return Tensor.concatenated((0..<((count + batch - 1) / batch)).map { _ in x }).slice(0..<count)
    }

    /// One more channel, all 1. x: [B, H, W, C] -> [B, H, W, C + 1]
    package static func addingOnes(_ x: Tensor) -> Tensor {
        let channels = x.shape[3]
        return map(Array(x.shape.dropLast()) + [channels + 1], from: x) { source, target in
            for i in target.indices.halting() {
                let (pixel, c) = i.quotientAndRemainder(dividingBy: channels + 1)
                target[i] = c == channels ? 1 : source[pixel * channels + c]
            }
        }
    }

    /// Treats each channel of a latent as a picture of its own, whose pixels are what is behind the fourth dimension.
    /// x: [B, C, H, W, ...] -> [B, C, H', W', ...]
    package static func byPlane(_ x: Tensor, _ change: (Tensor) throws -> Tensor) rethrows -> Tensor {
        let inner = x.shape[4...]
        let result = try change(
            x.reshaped([x.shape[0] * x.shape[1], x.shape[2], x.shape[3], inner.reduce(1, *)]))
        return result.reshaped([x.shape[0], x.shape[1], result.shape[1], result.shape[2]] + inner)
    }

    /// Leaves out channels, or adds opaque ones, until there are `channels`. x: [B, H, W, C] -> [B, H, W, channels]
    package static func matchingChannels(_ x: Tensor, _ channels: Int) -> Tensor {
        let old = x.shape[3]
        if old == channels { return x }
        return map(Array(x.shape.dropLast()) + [channels], from: x) { source, target in
            for i in target.indices.halting() {
                let (pixel, c) = i.quotientAndRemainder(dividingBy: channels)
                target[i] = c < old ? source[pixel * old + c] : 1
            }
        }
    }
}
