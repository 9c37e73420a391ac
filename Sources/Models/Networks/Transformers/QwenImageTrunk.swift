internal import Tensors

/// What Qwen-Image's network and its ControlNets have in common: all but the end.
struct QwenImageTrunk: Sendable {
    static let patch = 2

    let width: Int
    let blocks: [QwenImageBlock]
    private let axes: [Int]
    private let pictureLayer: LinearWeight
    private let textNorm: RMSNorm
    private let textLayer: LinearWeight
    private let timeEmbedder: FeedForward
    /// Added to the time's vector in networks of pictures in layers. [1, width]
    private let kindVector: Tensor?

    /// Of a latent.
    var channels: Int { pictureLayer.inputs / (Self.patch * Self.patch) }
    /// Width of the text encoder's output.
    var contextWidth: Int { textLayer.inputs }
    /// Whether it was made for pictures in layers.
    var isLayered: Bool { kindVector != nil }

    /// - Parameter reader: at the network
    init(_ reader: WeightReader) throws {
        pictureLayer = try reader.linear("img_in")
        width = pictureLayer.outputs
        let width = width
        textLayer = try reader.linear("txt_in", outputs: width)
        textNorm = try RMSNorm(reader.at("txt_norm"), textLayer.inputs, eps: 1e-6)
        let embedder = reader.at("time_text_embed")
        timeEmbedder = try FeedForward(
            embedder.at("timestep_embedder"), ("linear_1", "linear_2"), outputs: width, activation: .silu)
        kindVector =
            embedder.has("addition_t_embedding.weight")
            ? try embedder.tensor("addition_t_embedding.weight", [nil, width]).slice(0..<1) : nil
        let norm = "transformer_blocks.0.attn.norm_q.weight"
        guard let headWidth = reader.shape(norm)?.first else { throw reader.missing(norm) }
        guard headWidth > 0, headWidth % 32 == 0, width % headWidth == 0 else {
            throw reader.badShape(norm, "has \(headWidth) numbers, which are no head of a width of \(width)")
        }
        axes = [headWidth / 8, headWidth * 7 / 16, headWidth * 7 / 16]
        blocks = try (0..<max(reader.count("transformer_blocks"), 1)).map {
            try QwenImageBlock(reader.at("transformer_blocks.\($0)"), width: width, headWidth: headWidth)
        }
        guard pictureLayer.inputs % (Self.patch * Self.patch) == 0 else {
            throw reader.badShape("img_in.weight", "takes \(pictureLayer.inputs) numbers, which are no patches")
        }
    }

    /// [B, T, numbers of a patch] -> [B, T, width]
    func picture(_ tokens: Tensor, _ compute: Compute) throws -> Tensor { try compute.linear(tokens, pictureLayer) }

    /// [B, T, contextWidth] -> [B, T, width]
    func text(_ context: Tensor, _ compute: Compute) throws -> Tensor {
        try compute.linear(textNorm(context, compute), textLayer)
    }

    func turns(_ positions: QwenImagePositions) -> Tensor {
        RotaryPositions.turns(positions.axes, widths: axes, theta: 10000)
    }

    /// The activated vector of the noise level, 0...1. [B, width]
    func time(_ timesteps: [Float], _ compute: Compute) throws -> Tensor {
        let waves = Tensor.sinusoids(of: timesteps.map { $0 * 1000 }, channels: timeEmbedder.first.inputs)
        var vector = try timeEmbedder(waves, compute)
        if let kindVector {
            vector = vector + Tensor.concatenated(Array(repeating: kindVector, count: timesteps.count))
        }
        return try compute.activate(vector, .silu)
    }

    var byteCount: Int {
        blocks.reduce(pictureLayer.byteCount + textLayer.byteCount + textNorm.byteCount + timeEmbedder.byteCount) {
            $0 + $1.byteCount
        }
    }
}
