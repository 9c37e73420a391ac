package import Tensors

/// The denoising network of Stable Diffusion 1.x and of SDXL in the layout of CompVis/stable-diffusion and
/// Stability-AI/generative-models (modules/diffusionmodules/openaimodel.py of either). Its structure is read from the
/// names and shapes of its weights.
package final class UNet: DenoisingNetwork {
    package let inputChannels: Int
    package let outputChannels: Int
    /// Width of the text encoder's output.
    package let contextWidth: Int
    /// Width of the vector that SDXL's network is told about a picture: pooled prompt, sizes, crops. Nil where there is
    /// none.
    package var vectorWidth: Int? { classes == nil ? vectorEmbedding?.first.inputs : 1 }
    /// Bytes of the weights as stored.
    package let byteCount: Int
    /// Where what is expanded of the weights is counted.
    package let room: WeightRoom
    /// What it was built from: controls take weights from there.
    package let weights: WeightReader

    /// The first level's width and what its blocks keep beside it.
    package var floatsPerPlace: Int { 8 * timeChannels }

    /// Of the first level.
    package var modelChannels: Int { timeChannels }

    private let timeChannels: Int
    private let timeEmbedding: (first: LinearWeight, second: LinearWeight)
    private let vectorEmbedding: (first: LinearWeight, second: LinearWeight)?
    /// An embedding of each class, where the vector is the number of one. [N, width]
    private let classes: StoredWeight?
    private let input: ConvWeight
    private let inputBlocks: [[UNetLayer]]
    private let middleBlock: [UNetLayer]
    private let outputBlocks: [[UNetLayer]]
    private let outputNorm: GroupNorm
    private let output: ConvWeight

    /// - Parameters:
    ///   - reader: at `model.diffusion_model.`
    ///   - headCount: of every attention; nil: what the kind of layers around the transformers tells.
    package init(_ reader: WeightReader, headCount: Int? = nil) throws {
        room = reader.room
        weights = reader
        input = try reader.convolution("input_blocks.0.0")
        timeChannels = input.outputs
        inputChannels = input.inputs
        let first = try reader.linear("time_embed.0", inputs: timeChannels)
        let second = try reader.linear("time_embed.2", inputs: first.outputs)
        timeEmbedding = (first, second)
        let labels = reader.children("label_emb")
        classes = labels.contains("weight") ? try reader.stored("label_emb.weight", [nil, second.outputs]) : nil
        vectorEmbedding = labels.isEmpty || classes != nil ? nil : try Self.vectorEmbedding(reader, second.outputs)

        var builder = UNetBuilder(reader, embeddingWidth: second.outputs, heads: headCount.map { .count($0) })
        var channels = timeChannels
        // what each skip connection carries: its channels, and how often its image was halved
        var level = 0
        var skips = [(channels: channels, level: level)]
        var blocks: [[UNetLayer]] = []
        for index in 1..<max(reader.count("input_blocks"), 1) {
            let block = try builder.block("input_blocks.\(index)", inputs: channels, in: .encoder)
            channels = block.outputs
            level += block.levels
            skips.append((channels, level))
            blocks.append(block.layers)
        }
        inputBlocks = blocks

        // some distilled models have none
        if reader.count("middle_block") > 0 {
            let middle = try builder.block("middle_block", inputs: channels, in: .middle)
            middleBlock = middle.layers
            channels = middle.outputs
        } else {
            middleBlock = []
        }

        guard reader.count("output_blocks") <= skips.count else {
            throw ModelError(
                .badShape,
                "\(reader.fileName): \(reader.prefix)output_blocks are more than the \(skips.count) input_blocks")
        }
        blocks = []
        while let skip = skips.popLast() {
            let path = "output_blocks.\(blocks.count)"
            let block = try builder.block(path, inputs: channels + skip.channels, in: .decoder)
            guard level == skip.level else {
                throw reader.badShape("\(path).0.in_layers.0.weight", "meets a skip connection of another size")
            }
            channels = block.outputs
            level += block.levels
            blocks.append(block.layers)
        }
        guard level == 0 else {
            throw reader.badShape("out.0.weight", "gets images of another size than those that came in")
        }
        outputBlocks = blocks
        outputNorm = try GroupNorm(reader.at("out.0"), channels, eps: 1e-5)
        output = try reader.convolution("out.2", inputs: channels)
        outputChannels = output.outputs
        contextWidth = builder.contextWidth ?? 0
        let embeddings = [first, second] + (vectorEmbedding.map { [$0.first, $0.second] } ?? [])
        let ends = input.byteCount + outputNorm.byteCount + output.byteCount + (classes?.byteCount ?? 0)
        byteCount = (inputBlocks + [middleBlock] + outputBlocks).joined()
            .reduce(embeddings.reduce(ends) { $0 + $1.byteCount }) { $0 + $1.byteCount }
    }

    /// label_emb, which is one entry of a list in the file.
    private static func vectorEmbedding(
        _ reader: WeightReader, _ width: Int
    ) throws -> (first: LinearWeight, second: LinearWeight) {
        let first = try reader.linear("label_emb.0.0")
        return (first, try reader.linear("label_emb.0.2", inputs: first.outputs, outputs: width))
    }

    /// - Parameters:
    ///   - x: [B, C, H, W]
    ///   - timesteps: B of them
    ///   - inputs: context [B, T, contextWidth]; vector [B, vectorWidth], nil where there is no such width.
    /// - Returns: [B, outputChannels, H, W]
    package func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        let (context, vector) = (inputs.context, inputs.vector)
        guard x.rank == 4, x.shape[1] == inputChannels, x.count > 0 else {
            throw ModelError(
                .badInput, "the latent has the shape \(x.shape), the model wants \(inputChannels) channels")
        }
        guard context.rank == 3, context.shape[0] == x.shape[0], context.shape[1] > 0,
            contextWidth == 0 || context.shape[2] == contextWidth
        else {
            throw ModelError(
                .badInput, "the conditioning has the shape \(context.shape), the model wants a width of \(contextWidth)"
            )
        }
        guard timesteps.count == x.shape[0] else {
            throw ModelError(.badInput, "\(timesteps.count) timesteps for \(x.shape[0]) latents")
        }
        guard vector?.shape == vectorWidth.map({ [x.shape[0], $0] }) else {
            throw ModelError(
                .badInput,
                "the vector beside the conditioning has the shape \(vector.map { "\($0.shape)" } ?? "none"), the model "
                    + "wants \(vectorWidth.map { "[\(x.shape[0]), \($0)]" } ?? "none")")
        }
        let compute = compute.computing(.unet)
        let sinusoids = Tensor.sinusoids(of: timesteps, channels: timeChannels)
        let hidden = try compute.linear(sinusoids, timeEmbedding.first, activation: .silu)
        var picture: Tensor?
        if let vector, let (first, second) = vectorEmbedding {
            picture = try compute.linear(compute.linear(vector, first, activation: .silu), second)
        }
        if let vector, let classes {
            let numbers = vector.floats.map { Int(exactly: $0) ?? -1 }
            guard numbers.allSatisfy({ (0..<classes.shape[0]).contains($0) }) else {
                throw ModelError(.badInput, "no such class among the network's \(classes.shape[0]): \(vector.floats)")
            }
            picture = try compute.lookUp(numbers, in: classes)
        }
        // every residual block begins with this activation
        let embedding = try compute.linear(hidden, timeEmbedding.second, activation: .silu, residual: picture)

        let prompt = PromptContext(context, inputs.promptKeys)
        let hooks = UNetHooks(inputs, latent: x, compute)
        var h = try compute.conv2d(compute.nhwc(x), input, padding: .same(1))
        var skips: [Tensor] = []
        func keep(_ block: Int) throws {
            if let hooks { h = try hooks.afterInput(h, block) }
            skips.append(h)
            if let hooks { h = try hooks.afterSkip(h, block) }
        }
        try keep(0)
        for (index, block) in inputBlocks.enumerated() {
            let attention = hooks?.transformer(.input, index + 1)
            for layer in block {
                h = try layer(h, embedding: embedding, prompt: prompt, size: nil, attention, compute)
            }
            try keep(index + 1)
        }
        let attention = hooks?.transformer(.middle, 0)
        for layer in middleBlock {
            h = try layer(h, embedding: embedding, prompt: prompt, size: nil, attention, compute)
        }
        if let hooks { h = try hooks.afterMiddle(h) }
        // without a middle block the decoder begins with its first skip connection: ComfyUI adds to both at once
        let isSkip = middleBlock.isEmpty && hooks?.changesAfterSkip == false
        if isSkip { skips[skips.count - 1] = h }
        for (index, block) in outputBlocks.enumerated() {
            var skip = skips.removeLast()
            if let hooks { (h, skip) = try hooks.joining(h, skip, index, areOne: isSkip && index == 0) }
            guard h.shape.dropLast() == skip.shape.dropLast() else {
                throw ModelError(.badInput, "patches made \(h.shape) of what joins a skip connection of \(skip.shape)")
            }
            h = try compute.concatChannels(h, skip)
            let size = skips.last.map { (height: $0.shape[1], width: $0.shape[2]) }
            let attention = hooks?.transformer(.output, index)
            for layer in block {
                h = try layer(h, embedding: embedding, prompt: prompt, size: size, attention, compute)
            }
        }
        h = try outputNorm(h, activation: .silu, compute)
        return try compute.nchw(compute.conv2d(h, output, padding: .same(1)))
    }
}
