internal import Tensors

/// What lies between encoder and latent, and between latent and decoder.
struct AutoencoderMiddle: Sendable {
    private let first: AutoencoderBlock
    private let attention: AutoencoderAttention
    private let second: AutoencoderBlock

    init(_ reader: WeightReader, inputs: Int) throws {
        first = try AutoencoderBlock(reader.at("block_1"), inputs: inputs)
        attention = try AutoencoderAttention(reader.at("attn_1"), channels: first.outputs)
        second = try AutoencoderBlock(reader.at("block_2"), inputs: first.outputs)
    }

    var outputs: Int { second.outputs }
    var byteCount: Int { first.byteCount + attention.byteCount + second.byteCount }

    func callAsFunction(_ x: Tensor, _ compute: Compute) throws -> Tensor {
        try second(attention(first(x, compute), compute), compute)
    }
}
