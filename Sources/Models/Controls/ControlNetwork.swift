internal import Tensors

/// The copy of a UNet's first half that a ControlNet is (Zhang et al. 2023; lllyasviel/ControlNet, cldm/cldm.py), with a
/// convolution behind each block. Its structure is read from names and shapes of its weights.
final class ControlNetwork: Sendable {
    let byteCount: Int
    let hintEncoder: HintEncoder
    /// Nil where it was trained for one kind of hint.
    let union: UnionParts?

    private let timeChannels: Int
    private let inputChannels: Int
    private let contextWidth: Int?
    private let timeEmbedding: EmbeddingLayers
    private let vectorEmbedding: EmbeddingLayers?
    private let input: ConvWeight
    private let blocks: [[UNetLayer]]
    private let middle: [UNetLayer]
    /// Behind each of the blocks, the first convolution's first, and behind the middle.
    private let outputs: [LinearWeight]
    private let middleOutput: LinearWeight

    /// - Parameters:
    ///   - reader: at the ControlNet
    ///   - heads: of every attention; nil: what the kind of layers around the transformers tells.
    init(_ reader: WeightReader, heads: UNetBuilder.Heads? = nil) throws {
        input = try reader.convolution("input_blocks.0.0")
        timeChannels = input.outputs
        inputChannels = input.inputs
        timeEmbedding = try EmbeddingLayers(reader, "time_embed.0", "time_embed.2", inputs: timeChannels)
        let width = timeEmbedding.outputs
        vectorEmbedding =
            reader.children("label_emb").isEmpty
            ? nil : try EmbeddingLayers(reader, "label_emb.0.0", "label_emb.0.2", outputs: width)
        hintEncoder = try HintEncoder(reader.at("input_hint_block"), outputs: timeChannels)
        union =
            reader.children("control_add_embedding").isEmpty
            ? nil : try UnionParts(reader, width: timeChannels, embeddingWidth: width)
        var builder = UNetBuilder(
            reader, embeddingWidth: width, heads: heads, allowsEmptyTransformers: true)
        var channels = timeChannels
        var blocks: [[UNetLayer]] = []
        var outputs = [try reader.linear("zero_convs.0.0", inputs: channels, outputs: channels)]
        for index in 1..<max(reader.count("input_blocks"), 1) {
            let block = try builder.block("input_blocks.\(index)", inputs: channels, in: .encoder)
            channels = block.outputs
            blocks.append(block.layers)
            outputs.append(try reader.linear("zero_convs.\(index).0", inputs: channels, outputs: channels))
        }
        self.blocks = blocks
        self.outputs = outputs
        let middle = try builder.block("middle_block", inputs: channels, in: .middle)
        self.middle = middle.layers
        middleOutput = try reader.linear("middle_block_out.0", inputs: middle.outputs, outputs: middle.outputs)
        contextWidth = builder.contextWidth
        let ends = [input.byteCount, timeEmbedding.byteCount, vectorEmbedding?.byteCount ?? 0]
        let others = [hintEncoder.byteCount, union?.byteCount ?? 0, middleOutput.byteCount]
        byteCount =
            (blocks + [self.middle]).joined().reduce((ends + others).reduce(0, +)) { $0 + $1.byteCount }
            + outputs.reduce(0) { $0 + $1.byteCount }
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - hint: encoded, [B, H, W, width]
    ///   - types: of a union's hint
    func callAsFunction(
        _ x: Tensor, hint: Tensor, _ types: [Int], timestep: Float, _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> ControlResiduals {
        let batch = x.shape[0]
        guard x.rank == 4, x.shape[1] == inputChannels else {
            throw ModelError(
                .badInput, "the ControlNet wants latents of \(inputChannels) channels, not of shape \(x.shape)")
        }
        guard contextWidth == nil || inputs.context.shape[2] == contextWidth else {
            throw ModelError(
                .badInput,
                "the ControlNet wants prompts of a width of \(contextWidth!), not of shape \(inputs.context.shape): it "
                    + "belongs to another family than the model")
        }
        let sinusoids = Tensor.sinusoids(of: Array(repeating: timestep, count: batch), channels: timeChannels)
        var further = try vectorEmbedding.map { layers in
            guard let vector = inputs.vector, vector.shape == [batch, layers.inputs] else {
                throw ModelError(
                    .badInput, "the ControlNet wants a vector beside the prompt, as SDXL's: the model has another")
            }
            return try layers(vector, compute)
        }
        if let union {
            let kind = try union.embedding(of: types, compute)
            let kinds = Tensor.concatenated(Array(repeating: kind, count: batch))
            further = try further.map { try compute.add($0, kinds) } ?? kinds
        }
        // every residual block begins with this activation
        let embedding = try timeEmbedding(sinusoids, activation: .silu, residual: further, compute)

        let prompt = PromptContext(inputs.context, inputs.promptKeys)
        func run(_ layers: [UNetLayer], _ x: Tensor) throws -> Tensor {
            try layers.reduce(x) {
                try $1($0, embedding: embedding, prompt: prompt, size: nil, nil, compute)
            }
        }
        var h = try compute.conv2d(compute.nhwc(x), input, padding: .same(1), residual: hint)
        var skips: [Tensor?] = [try compute.linear(h, outputs[0])]
        for (block, output) in zip(blocks, outputs.dropFirst()) {
            h = try run(block, h)
            skips.append(try compute.linear(h, output))
        }
        return ControlResiduals(middle: try compute.linear(run(middle, h), middleOutput), skips: skips)
    }
}
