internal import Images
internal import Tensors
internal import Workflow

/// Arithmetic with latents and masks of films.
enum FilmTensors {
    /// x with `part` in the place of its frames from `start` on; a single item of `part` stands for all of the batch, and
    /// what does not fit is left out.
    ///
    /// x: [B, C, T, h, w], part: [B or 1, C, t, h, w]
    static func placing(_ part: Tensor, in x: Tensor, at start: Int = 0) throws(NodeError) -> Tensor {
        let count = min(part.shape[2], x.shape[2] - start)
        guard start >= 0, count > 0 else { return x }
        var items = Layout.part(part, axis: 2, 0..<count)
        if items.shape[0] == 1 { items = Layout.repeated(items, toBatch: x.shape[0]) }
        var wanted = x.shape
        wanted[2] = count
        guard items.shape == wanted else {
            throw NodeError("RuntimeError", "cannot put frames of shape \(part.shape) into a latent of \(x.shape)")
        }
        let pieces = [
            Layout.part(x, axis: 2, 0..<start), items, Layout.part(x, axis: 2, (start + count)..<x.shape[2]),
        ]
        return Layout.joined(pieces.filter { $0.shape[2] > 0 }, axis: 2, shape: x.shape)
    }

    /// Along an axis. Sizes are checked.
    static func joined(_ parts: [Tensor], axis: Int) throws(NodeError) -> Tensor {
        var shape = parts[0].shape
        for part in parts.dropFirst() {
            guard part.rank == shape.count, shape.indices.allSatisfy({ $0 == axis || part.shape[$0] == shape[$0] })
            else { throw NodeError("RuntimeError", "cannot join \(parts[0].shape) and \(part.shape)") }
            shape[axis] += part.shape[axis]
        }
        return Layout.joined(parts, axis: axis, shape: try Allocation.checked(shape, "a latent"))
    }

    /// A mask of latent frames, 0 in the first ones, 1 elsewhere. -> [1, 1, T, h, w]
    static func mask(zeros: Int, like shape: [Int]) -> Tensor {
        let (frames, plane) = (shape[shape.count - 3], shape[shape.count - 2] * shape[shape.count - 1])
        var mask = Tensor(repeating: 1, [1, 1, frames, shape[shape.count - 2], shape[shape.count - 1]])
        mask.withMutableFloats { values in
            for i in 0..<(min(max(zeros, 0), frames) * plane) { values[i] = 0 }
        }
        return mask
    }

    /// A mask of pictures, four to a latent frame. mask: [1, 1, 4 T, h, w] -> [1, 4, T, h, w]
    static func folded(_ mask: Tensor) -> Tensor {
        let (frames, plane) = (mask.shape[2] / 4, mask.shape[3] * mask.shape[4])
        return Layout.map([1, 4, frames] + mask.shape[3...], from: mask) { source, target in
            for picture in (0..<frames * 4).halting(each: plane) {
                let (from, to) = (picture * plane, (picture % 4 * frames + picture / 4) * plane)
                for i in 0..<plane { target[to + i] = source[from + i] }
            }
        }
    }

    /// Zeros of the model as nodes pass them, the means of the channels. shape: [B, C, T, h, w]
    static func blank(_ shape: [Int], _ means: [Float]) throws -> Tensor {
        guard means.count == shape[1] else {
            throw NodeError("ValueError", "latents of \(means.count) channels are wanted, not of \(shape[1])")
        }
        var result = Tensor(uninitialized: try Allocation.checked(shape, "a latent"))
        let places = shape.dropFirst(2).reduce(1, *)
        result.withMutableFloats { values in
            for line in (0..<(shape[0] * shape[1])).halting(each: places) {
                for i in line * places..<(line + 1) * places { values[i] = means[line % means.count] }
            }
        }
        return result
    }

    /// The frames of x where the mask is 0, the means elsewhere. x: [B, C, T, h, w], mask: [1, 1, T, h, w]
    static func blanked(_ x: Tensor, _ mask: Tensor, _ means: [Float]) throws -> Tensor {
        let empty = try blank(x.shape, means)
        let places = mask.count
        return Layout.map(x.shape, from: x) { source, target in
            mask.withFloats { mask in
                empty.withFloats { empty in
                    for i in target.indices.halting() { target[i] = mask[i % places] == 0 ? source[i] : empty[i] }
                }
            }
        }
    }

    /// Wan 2.1's (Wan-AI's configuration: `latents_mean` of the autoencoder).
    static let wan21: [Float] = [
        -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632,
        -0.1922, -0.9497, 0.2503, -0.2921,
    ]

    /// Wan 2.2's with 48 channels.
    static let wan22: [Float] = [
        -0.2289, -0.0052, -0.1323, -0.2339, -0.2799, 0.0174, 0.1838, 0.1557, -0.1382, 0.0542, 0.2813, 0.0891, 0.1570,
        -0.0098, 0.0375, -0.1825, -0.2246, -0.1207, -0.0698, 0.5109, 0.2665, -0.2108, -0.2158, 0.2502, -0.2055,
        -0.0322, 0.1109, 0.1567, -0.0729, 0.0899, -0.2799, -0.1230, -0.0313, -0.1649, 0.0117, 0.0723, -0.2839,
        -0.2083, -0.0520, 0.3748, 0.0152, 0.1957, 0.1433, -0.2944, 0.3573, -0.0548, -0.1681, -0.0667,
    ]
}
