extension SyntheticLayout {
    /// A UNet of `multipliers.count` levels with `blocks` blocks each.
    package struct UNetShape: Sendable {
        package var channels: Int
        package var multipliers: [Int]
        /// Width of the encoded prompt.
        package var context: Int
        package var blocks: Int
        /// Transformer blocks in each block of a level, on the way down.
        package var depths: [Int]
        /// The same on the way up.
        package var decoderDepths: [Int]
        /// Transformer blocks in the middle; 0 leaves a single residual block there.
        package var middleDepth: Int
        /// Width of the vector that SDXL has beside the prompt.
        package var vector: Int?
        /// Whether transformers are framed by linear layers instead of 1x1 convolutions.
        package var hasLinearTransformers: Bool
        /// Factors on the path that lets the latent through, and on what is drawn beside it.
        package var identity: Double
        package var texture: Double

        /// - Parameters:
        ///   - depths: 1 everywhere if nil.
        ///   - decoderDepths: `depths` if nil.
        ///   - hasLinearTransformers: whether there is a vector if nil.
        package init(
            channels: Int, multipliers: [Int] = [1, 2], context: Int = 768, blocks: Int = 1, depths: [Int]? = nil,
            decoderDepths: [Int]? = nil, middleDepth: Int = 1, vector: Int? = nil, hasLinearTransformers: Bool? = nil,
            identity: Double = 1, texture: Double = 1
        ) {
            self.channels = channels
            self.multipliers = multipliers
            self.context = context
            self.blocks = blocks
            self.depths = depths ?? multipliers.map { _ in 1 }
            self.decoderDepths = decoderDepths ?? self.depths
            self.middleDepth = middleDepth
            self.vector = vector
            self.hasLinearTransformers = hasLinearTransformers ?? (vector != nil)
            self.identity = identity
            self.texture = texture
        }

        package static let sdxl = UNetShape(
            channels: 320, multipliers: [1, 2, 4], context: 2048, blocks: 2, depths: [0, 2, 10], middleDepth: 10,
            vector: 2816)

        /// One resblock a level and the depths of the "KOALA" variant of SDXL.
        package static let sdxlSmall = UNetShape(
            channels: 320, multipliers: [1, 1, 2], context: 2048, depths: [0, 2, 5], decoderDepths: [0, 1, 1],
            vector: 2816)
    }
}
