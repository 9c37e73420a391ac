internal import Images
internal import Sampling
internal import System
package import Tensors

/// What a model patch goes by: a picture, and one of which a part is to be painted anew.
package struct ControlPictures: Sendable {
    /// [N, H, W, 3] in 0...1
    package let picture: Tensor?
    package let painted: Tensor?
    /// 1 where the picture is kept. [N, 1, H, W]
    package let kept: Tensor?
    package let codec: any LatentCodec
    package let strength: Float

    package init(
        picture: Tensor?, painted: Tensor? = nil, kept: Tensor? = nil, codec: any LatentCodec, strength: Float
    ) {
        (self.picture, self.painted, self.kept, self.codec, self.strength) = (picture, painted, kept, codec, strength)
    }

    /// A picture in the size of a latent: as it is, or its middle by areas. [N, height, width, 3]
    func fitted(_ picture: Tensor, height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        guard picture.shape[1] != height || picture.shape[2] != width else { return picture }
        let middle = Resampling.centerCropped(picture, toAspectOf: (width, height))
        guard !middle.shape.contains(0) else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) has no middle of \(width)x\(height)")
        }
        return try Resampling.resize(middle, width: width, height: height, .area, cancellation: compute.cancellation)
    }

    /// Pictures one by one as latents in model space.
    func latent(_ picture: Tensor, _ scale: LatentScale, _ compute: Compute) throws -> Tensor {
        let latents = try (0..<picture.shape[0]).map { try codec.encode(picture.slice($0..<$0 + 1), compute) }
        return scale.modelLatent(Tensor.concatenated(latents))
    }

    /// How masks become smaller.
    enum MaskScaling {
        case bilinear
        /// The place at or before each one's beginning (PyTorch's "nearest").
        case floor
    }

    /// What is kept, at another size. [N, 1, height, width]
    func kept(
        height: Int, width: Int, _ scaling: MaskScaling, crops: Bool, _ compute: Compute
    ) throws -> Tensor? {
        guard let kept else { return nil }
        let items = kept.shape[0]
        var x = kept.reshaped([items, kept.shape[2], kept.shape[3], 1])
        if crops { x = Resampling.centerCropped(x, toAspectOf: (width, height)) }
        guard !x.shape.contains(0) else { throw ModelError(.badInput, "a mask of shape \(kept.shape)") }
        let scaled =
            switch scaling {
            case .bilinear:
                try Resampling.resize(x, width: width, height: height, .bilinear, cancellation: compute.cancellation)
            case .floor: Self.floored(x, height: height, width: width)
            }
        return scaled.reshaped([items, 1, height, width])
    }

    /// x: [N, H, W, 1]
    private static func floored(_ x: Tensor, height: Int, width: Int) -> Tensor {
        let (rows, columns) = (x.shape[1], x.shape[2])
        var result = Tensor(uninitialized: [x.shape[0], height, width, 1])
        result.withMutableFloats { target in
            x.withFloats { source in
                for place in target.indices {
                    let (line, column) = place.quotientAndRemainder(dividingBy: width)
                    let (item, row) = line.quotientAndRemainder(dividingBy: height)
                    target[place] =
                        source[(item * rows + row * rows / height) * columns + column * columns / width]
                }
            }
        }
        return result
    }
}

/// Something that is made of pictures once for each size of a latent.
final class OncePerSize: Sendable {
    private let known = Lock<(height: Int, width: Int, value: Tensor)?>(nil)

    func callAsFunction(height: Int, width: Int, _ make: () throws -> Tensor) rethrows -> Tensor {
        if let known = known.withLock({ $0 }), known.height == height, known.width == width { return known.value }
        let value = try make()
        known.withLock { $0 = (height, width, value) }
        return value
    }
}

extension Tensor {
    /// Item i % N for each i. [N, ...] -> [indices.count, ...]
    func items(_ indices: [Int]) -> Tensor {
        let wanted = indices.map { $0 % shape[0] }
        if wanted == Array(0..<shape[0]) { return self }
        return Tensor.concatenated(wanted.map { slice($0..<$0 + 1) })
    }
}
