internal import Images
internal import Tensors

/// Qwen2.5-VL's vision tower (Bai et al., 2025, arXiv 2502.13923), which makes pictures tokens of a language model, in the
/// layout of Hugging Face's `Qwen2_5_VisionTransformer`. Sizes are read from the weights.
struct QwenVision: Sendable {
    /// What the language model is to see of a picture.
    struct Picture {
        /// In the order of windows, in which ComfyUI 0.10 leaves them; transformers and later releases bring them back
        /// to rows. [rows * columns, width of a token]
        let tokens: Tensor
        let rows: Int
        let columns: Int
    }

    let byteCount: Int

    /// Pixels along a side of a patch, and frames of one, which a picture fills with itself.
    private static let patch = 14
    private static let frames = 2
    private static let headWidth = 80
    private static let theta: Float = 10_000
    /// Every so manyth block sees the whole picture.
    private static let wholeEvery = 8
    /// Of the picture that it sees, in pixels.
    private static let areas = 3136.0...12_845_056
    /// CLIP's.
    private static let mean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    private static let deviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

    private let width: Int
    private let patches: LinearWeight
    private let blocks: [QwenVisionBlock]
    private let norm: RMSNorm
    private let merger: FeedForward

    /// - Parameter reader: at the tensors `patch_embed...`, `blocks...`, `merger...`
    init(_ reader: WeightReader) throws {
        let name = "patch_embed.proj.weight"
        let weight = try reader.stored(name, [nil, 3, Self.frames, Self.patch, Self.patch])
        patches = try LinearWeight(patches: weight, bias: nil)
        let width = patches.outputs
        self.width = width
        guard width % Self.headWidth == 0 else {
            throw reader.badShape(name, "has a width of \(width), which is no multiple of \(Self.headWidth)")
        }
        blocks = try (0..<max(reader.count("blocks"), 1)).map {
            try QwenVisionBlock(reader.at("blocks.\($0)"), width: width, heads: width / Self.headWidth)
        }
        norm = try RMSNorm(reader.at("merger.ln_q"), width, eps: QwenVisionBlock.eps)
        let merged = width * QwenVisionGrid.cell * QwenVisionGrid.cell
        merger = try FeedForward(reader.at("merger"), ("mlp.0", "mlp.2"), inputs: merged, activation: .gelu)
        byteCount = blocks.reduce(patches.byteCount + norm.byteCount + merger.byteCount) { $0 + $1.byteCount }
    }

    /// - Parameter picture: [N, H, W, 3 or more] in 0...1, of which the first is seen
    func encode(_ picture: Tensor, _ compute: Compute) throws -> Picture {
        guard picture.rank == 4, picture.shape[3] >= 3, picture.count > 0 else {
            throw ModelError(.badInput, "a picture of shape \(picture.shape) has no colours")
        }
        let (grid, pixels) = try prepared(picture.slice(0..<1).channels(3), compute)
        var x = try compute.linear(pixels, patches)
        let frequencies = RotaryPositions.frequencies(width: Self.headWidth / 2, theta: Self.theta)
        let places = grid.patches
        let turns = RotaryPositions.turns(
            [places.map { Float($0.row) }, places.map { Float($0.column) }], frequencies: [frequencies, frequencies])
        let inCell = QwenVisionGrid.cell * QwenVisionGrid.cell
        let windows = grid.groups.map { (count: $0.windows, length: $0.cells * inCell) }
        let whole = [(count: 1, length: places.count)]
        for (index, block) in blocks.enumerated() {
            let seesAll = index % Self.wholeEvery == Self.wholeEvery - 1
            x = try block(x, turns: turns, groups: seesAll ? whole : windows, compute)
        }
        let cells = grid.order.count
        let tokens = try merger(norm(x, compute).reshaped([cells, inCell * width]), compute)
        return Picture(tokens: tokens, rows: grid.rows, columns: grid.columns)
    }

    /// Height and width of a picture that whole cells fill (Qwen/qwen-vl-utils, `smart_resize`).
    static func size(height: Int, width: Int) -> (height: Int, width: Int) {
        let side = Double(patch * QwenVisionGrid.cell)
        let (h, w) = (Double(height), Double(width))
        func pixels(_ sides: Double) -> Double { sides * side }
        var size = (
            pixels((h / side).rounded(.toNearestOrEven)), pixels((w / side).rounded(.toNearestOrEven))
        )
        if size.0 * size.1 > areas.upperBound {
            let factor = (h * w / areas.upperBound).squareRoot()
            size = (
                max(side, pixels((h / factor / side).rounded(.down))),
                max(side, pixels((w / factor / side).rounded(.down)))
            )
        } else if size.0 * size.1 < areas.lowerBound {
            let factor = (areas.lowerBound / (h * w)).squareRoot()
            size = (pixels((h * factor / side).rounded(.up)), pixels((w * factor / side).rounded(.up)))
        }
        return (Int(size.0), Int(size.1))
    }

    /// The picture's patches in the grid's order, normed. [1, H, W, 3] -> [1, patches, 3 * frames * patch * patch]
    private func prepared(_ picture: Tensor, _ compute: Compute) throws -> (QwenVisionGrid, Tensor) {
        let (height, width) = (picture.shape[1], picture.shape[2])
        guard max(height, width) / min(height, width) < 200 else {
            throw ModelError(.badInput, "a picture of \(width)x\(height) is too narrow")
        }
        let size = Self.size(height: height, width: width)
        let resized = try Resampling.resize(
            picture, width: size.width, height: size.height, .bilinear, cancellation: compute.cancellation)
        let (patch, cell) = (Self.patch, Self.patch * QwenVisionGrid.cell)
        let grid = QwenVisionGrid(rows: size.height / cell, columns: size.width / cell)
        let places = grid.patches
        let (mean, deviation) = (Self.mean, Self.deviation)
        var result = try Tensor(allocating: [1, places.count, 3 * Self.frames * patch * patch])
        result.withMutableFloats { target in
            resized.withFloats { source in
                var at = 0
                for place in places {
                    for channel in 0..<3 {
                        for _ in 0..<Self.frames {
                            for y in place.row * patch..<(place.row + 1) * patch {
                                for x in place.column * patch..<(place.column + 1) * patch {
                                    let value = source[(y * size.width + x) * 3 + channel]
                                    target[at] = (value - mean[channel]) / deviation[channel]
                                    at += 1
                                }
                            }
                        }
                    }
                }
            }
        }
        return (grid, result)
    }
}
