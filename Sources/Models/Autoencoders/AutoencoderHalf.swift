internal import Tensors

/// The encoder or the decoder of an AutoencoderKL. All work on [B, H, W, C].
struct AutoencoderHalf: Sendable {
    enum Direction: Sendable { case down, up }

    private struct Level: Sendable {
        var blocks: [AutoencoderBlock] = []
        var attentions: [AutoencoderAttention?] = []
        /// 3x3: with stride 2 on the way down, behind a nearest-neighbour doubling on the way up.
        var resample: ConvWeight?
    }

    let inputChannels: Int
    let outputChannels: Int
    let byteCount: Int
    private let direction: Direction
    private let input: ConvWeight
    /// In the order of work.
    private let levels: [Level]
    private let middle: AutoencoderMiddle
    private let norm: GroupNorm
    private let output: ConvWeight

    /// Bytes of activations for each place of the latent, about: three images of the widest kind at full size.
    var placeByteCount: Int {
        let level = direction == .up ? levels.last : levels.first
        let channels = level?.blocks.map(\.width).max() ?? 1
        return 3 * 4 * channels * scale * scale
    }

    /// Channels of its images at the latent.
    var latentWidth: Int { middle.outputs }

    /// How much smaller the latent is than the picture, along each side.
    var scale: Int { 1 << levels.count { $0.resample != nil } }

    init(_ reader: WeightReader, _ direction: Direction) throws {
        self.direction = direction
        input = try reader.convolution("conv_in")
        inputChannels = input.inputs
        var channels = input.outputs
        let name = direction == .down ? "down" : "up"
        let levelCount = reader.count(name)
        guard levelCount > 0 else { throw reader.missing("\(name).0.block.0.norm1.weight") }
        guard levelCount <= 8 else {
            throw ModelError(.unsupported, "\(reader.fileName): an autoencoder of \(levelCount) levels")
        }
        let middleUp = direction == .up ? try AutoencoderMiddle(reader.at("mid"), inputs: channels) : nil
        channels = middleUp?.outputs ?? channels
        var levels: [Level] = []
        for index in direction == .down ? Array(0..<levelCount) : (0..<levelCount).reversed() {
            let at = reader.at("\(name).\(index)")
            var level = Level()
            for block in 0..<max(at.count("block"), 1) {
                level.blocks.append(try AutoencoderBlock(at.at("block.\(block)"), inputs: channels))
                channels = level.blocks[block].outputs
                level.attentions.append(
                    at.children("attn").contains(String(block))
                        ? try AutoencoderAttention(at.at("attn.\(block)"), channels: channels) : nil)
            }
            let resample = direction == .down ? "downsample" : "upsample"
            if at.children("").contains(resample) {
                level.resample = try at.convolution("\(resample).conv", inputs: channels)
                channels = level.resample!.outputs
            }
            levels.append(level)
        }
        self.levels = levels
        if let middleUp {
            middle = middleUp
        } else {
            middle = try AutoencoderMiddle(reader.at("mid"), inputs: channels)
            channels = middle.outputs
        }
        norm = try GroupNorm(reader.at("norm_out"), channels, eps: 1e-6)
        output = try reader.convolution("conv_out", inputs: channels)
        outputChannels = output.outputs
        let inner = levels.reduce(0) { total, level in
            level.blocks.reduce(total + (level.resample?.byteCount ?? 0)) { $0 + $1.byteCount }
                + level.attentions.reduce(0) { $0 + ($1?.byteCount ?? 0) }
        }
        byteCount = inner + input.byteCount + middle.byteCount + norm.byteCount + output.byteCount
    }

    /// picture, or latent: [1, H, W, C]
    ///
    /// - Parameter tiling: of the latent, to work on a tile at a time. That changes the result a little, since each tile is
    ///   normed by itself. What lies at the latent, where attention looks at the whole image and little memory is needed,
    ///   is never cut.
    func callAsFunction(_ x: Tensor, _ tiling: Tiling?, _ compute: Compute) throws -> Tensor {
        switch direction {
        case .up:
            let inner = try middle(compute.conv2d(x, input, padding: .same(1)), compute)
            return try inTiles(inner, tiling, scaleIn: 1, scaleOut: scale) { tile in
                try end(outer(tile, compute), compute)
            }
        case .down:
            let inner = try inTiles(x, tiling, scaleIn: scale, scaleOut: 1) { tile in
                try outer(compute.conv2d(tile, input, padding: .same(1)), compute)
            }
            return try end(middle(inner, compute), compute)
        }
    }

    private func inTiles(
        _ x: Tensor, _ tiling: Tiling?, scaleIn: Int, scaleOut: Int, _ body: (Tensor) throws -> Tensor
    ) throws -> Tensor {
        try tiling?.map(x, scaleIn: scaleIn, scaleOut: scaleOut, body) ?? body(x)
    }

    /// The levels.
    private func outer(_ image: Tensor, _ compute: Compute) throws -> Tensor {
        var x = image
        for level in levels {
            for (block, attention) in zip(level.blocks, level.attentions) {
                x = try block(x, compute)
                if let attention { x = try attention(x, compute) }
            }
            guard let resample = level.resample else { continue }
            x =
                direction == .up
                ? try compute.conv2d(x, resample, padding: .same(1), upsampled: true)
                : try compute.conv2d(x, resample, stride: 2, padding: ConvPadding(top: 0, left: 0, bottom: 1, right: 1))
        }
        return x
    }

    private func end(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        let normed = try norm(x, activation: .silu, compute)
        return try compute.conv2d(normed, output, padding: .same(1))
    }
}
