internal import Tensors

/// The blocks of a network of Flux's kind, and how they are run: double ones, then single ones over both streams.
struct FluxBlocks: Sendable {
    let width: Int
    let heads: FluxDoubleBlock.Heads
    let double: [FluxDoubleBlock]
    let single: [FluxSingleBlock]

    /// Modulations that blocks do not make themselves.
    struct Modulations {
        var double: (_ block: Int) throws -> (picture: [FluxModulation], text: [FluxModulation])
        var single: (_ block: Int) throws -> FluxModulation
    }

    /// - Parameters:
    ///   - reader: at the network
    ///   - modulated: blocks make their own modulations
    ///   - leastSingle: blocks of one stream that there are at least
    init(_ reader: WeightReader, width: Int, modulated: Bool, leastSingle: Int = 1) throws {
        let norm = "double_blocks.0.img_attn.norm.query_norm.scale"
        guard let headWidth = reader.shape(norm)?.first else { throw reader.missing(norm) }
        guard headWidth > 0, headWidth % 32 == 0, width % headWidth == 0 else {
            throw reader.badShape(norm, "has \(headWidth) numbers, which are no head of a width of \(width)")
        }
        self.width = width
        let heads = FluxDoubleBlock.Heads(width: headWidth, count: width / headWidth)
        self.heads = heads
        double = try (0..<reader.count("double_blocks")).map {
            try FluxDoubleBlock(reader.at("double_blocks.\($0)"), width: width, heads, modulated: modulated)
        }
        let gatesBySecondHalf = reader.has("double_blocks.0.img_mlp.gate_proj.weight")
        single = try (0..<max(reader.count("single_blocks"), leastSingle)).map {
            try FluxSingleBlock(
                reader.at("single_blocks.\($0)"), width: width, heads, modulated: modulated,
                gatesBySecondHalf: gatesBySecondHalf)
        }
    }

    /// - Parameters:
    ///   - picture, text: [B, T, width] each
    ///   - vector: of the picture, activated. [B, width]
    ///   - modulations: where blocks make none
    /// - Returns: the picture's tokens
    func callAsFunction(
        picture: Tensor, text: Tensor, vector: Tensor, modulations: Modulations?, turns: Tensor, bias: Tensor?,
        _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor {
        var streams = (picture: picture, text: text)
        for (index, block) in double.enumerated() where !inputs.patches.skips(.double, index) {
            let own = try block.modulations(vector, compute) ?? modulations!.double(index)
            streams = try block(streams, own, turns: turns, bias: bias, compute)
            streams.picture = try ControlResiduals.adding(
                inputs.residuals?.input, index, to: streams.picture, compute)
        }
        let length = streams.text.shape[1]
        var x = try Tensor.joiningTokens([streams.text, streams.picture])
        for (index, block) in single.enumerated() where !inputs.patches.skips(.single, index) {
            let own = try block.modulation(vector, compute) ?? modulations!.single(index)
            x = try block(x, own, turns: turns, bias: bias, compute)
            guard let residuals = inputs.residuals?.skips, index < residuals.count, residuals[index] != nil else {
                continue
            }
            let picture = try ControlResiduals.adding(residuals, index, to: x.tokens(length..<x.shape[1]), compute)
            x = try Tensor.joiningTokens([x.tokens(0..<length), picture])
        }
        return try x.tokens(length..<x.shape[1])
    }

    var byteCount: Int { single.reduce(double.reduce(0) { $0 + $1.byteCount }) { $0 + $1.byteCount } }
}
