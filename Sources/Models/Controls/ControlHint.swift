internal import Images
package import Tensors

/// The picture that a control goes by, and when and how strongly it counts.
package struct ControlHint: Sendable {
    /// [N, H, W, C] in 0...1; item i of a latent's batch sees item i % N.
    package let picture: Tensor
    package let strength: Double
    /// The part of sampling, 0...1, in which it counts.
    package let startPercent: Double
    package let endPercent: Double
    /// Turns the picture into a latent, for controls that go by one.
    package let codec: (any LatentCodec)?
    /// 1 where the picture is to be made new, for controls that are told. [N, H, W, 1]
    package let mask: Tensor?

    package init(
        picture: Tensor, strength: Double = 1, startPercent: Double = 0, endPercent: Double = 1,
        codec: (any LatentCodec)? = nil, mask: Tensor? = nil
    ) {
        self.picture = picture
        self.strength = strength
        self.startPercent = startPercent
        self.endPercent = endPercent
        self.codec = codec
        self.mask = mask
    }

    /// The picture's middle in the proportions of a size, resized to it. [N, height, width, C]
    package func fitted(height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        try Self.fitted(picture, height: height, width: width, compute)
    }

    /// The same of another picture or a mask.
    static func fitted(_ picture: Tensor, height: Int, width: Int, _ compute: Compute) throws -> Tensor {
        let middle = Resampling.centerCropped(picture, toAspectOf: (width, height))
        guard !middle.shape.contains(0) else {
            throw ModelError(
                .badInput, "a control's picture of shape \(picture.shape) has no middle of \(width)x\(height)")
        }
        return try Resampling.resize(
            middle, width: width, height: height, .nearestExact, cancellation: compute.cancellation)
    }
}
