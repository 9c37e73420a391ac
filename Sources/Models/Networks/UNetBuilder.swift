internal import Tensors

/// Finds out from names and shapes what a UNet block consists of.
struct UNetBuilder {
    /// How the width of an attention is cut.
    enum Heads: CustomStringConvertible {
        case count(Int)
        case width(Int)

        /// Stable Diffusion 1.x has eight at every width (`num_heads` in CompVis/stable-diffusion,
        /// configs/stable-diffusion/v1-inference.yaml); nothing in the file says so.
        static let stableDiffusion1 = count(8)
        /// What came later has heads of this width, and linear layers around its transformers (`num_head_channels` and
        /// `use_linear_in_transformer` in Stability-AI/generative-models, configs/inference/sd_xl_base.yaml): those tell.
        static let later = width(64)

        /// Nil where there is no whole number of them.
        func count(in width: Int) -> Int? {
            switch self {
            case .count(let count): width % count == 0 ? count : nil
            case .width(let own): width % own == 0 ? width / own : nil
            }
        }

        var description: String {
            switch self {
            case .count(let count): "\(count) heads"
            case .width(let width): "heads of \(width)"
            }
        }
    }

    /// A part of the network, by what a resizing block in it adds to `levels`.
    enum Half: Int {
        case encoder = 1
        case middle = 0
        case decoder = -1
    }

    private let reader: WeightReader
    private let embeddingWidth: Int
    /// Of every attention; nil: what the layers around transformers tell.
    private let heads: Heads?
    /// Some distilled ControlNets have transformers of which only the frame is left.
    private let allowsEmptyTransformers: Bool
    /// Set by the first attention to the prompt; the others have to agree.
    private(set) var contextWidth: Int?

    init(_ reader: WeightReader, embeddingWidth: Int, heads: Heads? = nil, allowsEmptyTransformers: Bool = false) {
        self.reader = reader
        self.embeddingWidth = embeddingWidth
        self.heads = heads
        self.allowsEmptyTransformers = allowsEmptyTransformers
    }

    /// The layers `path.0`, `path.1`, ..., one of them at least. `levels`: how often they halve an image, net of how
    /// often they double it. A block resizes once at most, in the direction of its half.
    mutating func block(
        _ path: String, inputs: Int, in half: Half
    ) throws -> (layers: [UNetLayer], outputs: Int, levels: Int) {
        var layers: [UNetLayer] = []
        var channels = inputs
        for index in 0..<max(reader.count(path), 1) {
            let layer = try layer(reader.at("\(path).\(index)"), inputs: channels)
            if layer.layer.levels != 0,
                layer.layer.levels != half.rawValue || layers.contains(where: { $0.levels != 0 })
            {
                throw ModelError(
                    .badShape, "\(reader.fileName): \(reader.prefix)\(path).\(index) resizes where it must not")
            }
            layers.append(layer.layer)
            channels = layer.outputs
        }
        return (layers, channels, layers.reduce(0) { $0 + $1.levels })
    }

    /// A layer's kind is told by whichever of its tensors are there, so that a missing one is missed.
    private mutating func layer(_ at: WeightReader, inputs: Int) throws -> (layer: UNetLayer, outputs: Int) {
        let parts = at.children("")
        if !parts.isDisjoint(with: ["norm", "proj_in", "transformer_blocks", "proj_out"]) {
            return (.transformer(try transformer(at, channels: inputs)), inputs)
        }
        if parts.contains("op") {
            let weight = try at.convolution("op", inputs: inputs)
            return (.downsample(weight), weight.outputs)
        }
        if parts.contains("conv") {
            let weight = try at.convolution("conv", inputs: inputs)
            return (.upsample(weight), weight.outputs)
        }
        let block = try residualBlock(at, inputs: inputs)
        return (.residual(block), block.outputConvolution.outputs)
    }

    private func residualBlock(_ at: WeightReader, inputs: Int) throws -> UNetResidualBlock {
        let norm = try GroupNorm(at.at("in_layers.0"), inputs, eps: 1e-5)
        let convolution = try at.convolution("in_layers.2", inputs: inputs)
        let outputs = convolution.outputs
        return UNetResidualBlock(
            inputNorm: norm,
            inputConvolution: convolution,
            embedding: try at.linear("emb_layers.1", inputs: embeddingWidth, outputs: outputs),
            outputNorm: try GroupNorm(at.at("out_layers.0"), outputs, eps: 1e-5),
            outputConvolution: try at.convolution("out_layers.3", inputs: outputs, outputs: outputs),
            skip: inputs == outputs ? nil : try at.linear("skip_connection", inputs: inputs, outputs: outputs))
    }

    private mutating func transformer(_ at: WeightReader, channels: Int) throws -> SpatialTransformer {
        let input = try at.linear("proj_in", inputs: channels)
        let width = input.outputs
        let heads = heads ?? (at.shape("proj_in.weight")?.count == 2 ? .later : .stableDiffusion1)
        guard let count = heads.count(in: width) else {
            throw at.badShape("proj_in.weight", "has a width of \(width), which cannot be cut into \(heads)")
        }
        var blocks: [TransformerBlock] = []
        for index in 0..<max(at.count("transformer_blocks"), allowsEmptyTransformers ? 0 : 1) {
            blocks.append(try transformerBlock(at.at("transformer_blocks.\(index)"), width: width, heads: count))
        }
        return SpatialTransformer(
            norm: try GroupNorm(at.at("norm"), channels, eps: 1e-6), input: input, blocks: blocks,
            output: try at.linear("proj_out", inputs: width, outputs: channels))
    }

    private mutating func transformerBlock(_ at: WeightReader, width: Int, heads: Int) throws -> TransformerBlock {
        // some networks attend to the prompt twice instead of to themselves
        let prompt = at.shape("attn2.to_k.weight")?.last
        let attendsTwice = prompt != width && at.shape("attn1.to_k.weight")?.last == prompt
        let selfAttention = try attention(
            at.at("attn1"), width: width, heads: heads, contextWidth: attendsTwice ? prompt : width)
        let crossAttention = try attention(at.at("attn2"), width: width, heads: heads, contextWidth: contextWidth)
        contextWidth = crossAttention.key.inputs
        let output = try at.linear("ff.net.2", outputs: width)
        return TransformerBlock(
            norms: try (1...3).map { try at.norm("norm\($0)", width) },
            selfAttention: selfAttention, crossAttention: crossAttention, attendsTwice: attendsTwice,
            feedForward: (try at.linear("ff.net.0.proj", inputs: width, outputs: 2 * output.inputs), output))
    }

    private func attention(_ at: WeightReader, width: Int, heads: Int, contextWidth: Int?) throws -> Attention {
        let key = try at.linear("to_k", inputs: contextWidth, outputs: width, bias: false)
        return Attention(
            heads: heads, query: try at.linear("to_q", inputs: width, outputs: width, bias: false), key: key,
            value: try at.linear("to_v", inputs: key.inputs, outputs: width, bias: false),
            output: try at.linear("to_out.0", inputs: width, outputs: width))
    }
}
