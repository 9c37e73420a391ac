internal import Tensors

/// What names and shapes say of a UNet in a file: by these the families that have one are told apart.
struct UNetStructure: Sendable, Equatable {
    /// Of the UNet's tensors: empty, or it ends with a dot.
    let prefix: String
    let inputChannels: Int
    let outputChannels: Int
    /// Of the first level.
    let width: Int
    /// Of the encoded prompt; nil without any attention to it.
    let contextWidth: Int?
    /// Of what the network is told of the picture in one vector.
    let vectorWidth: Int?
    /// Whether linear layers are around the transformers, and not 1x1 convolutions.
    let hasLinearTransformers: Bool
    /// Whether a layer that projects a camera's place lies beside the network.
    let hasCameraProjection: Bool

    /// Its path.
    static let cameraProjection = "cc_projection"

    /// Nil if there is none.
    init?(_ file: any WeightSource, _ tree: NameTree) {
        func shape(_ name: String) -> [Int]? { file.info(name)?.shape }
        guard let prefix = NetworkNames.prefixes.first(where: { shape("\($0)input_blocks.0.0.weight") != nil }),
            let input = shape("\(prefix)input_blocks.0.0.weight"), input.count == 4
        else { return nil }
        self.prefix = prefix
        (width, inputChannels) = (input[0], input[1])
        outputChannels = shape("\(prefix)out.2.weight")?.first ?? inputChannels
        hasCameraProjection = shape("\(Self.cameraProjection).weight")?.count == 2
        vectorWidth = shape("\(prefix)label_emb.0.0.weight")?.last
        let blocks = (1..<max(tree.children(of: "\(prefix)input_blocks").count, 1)).map {
            "\(prefix)input_blocks.\($0)"
        }
        let transformer = blocks.map { "\($0).1." }.first { shape("\($0)proj_in.weight") != nil }
        hasLinearTransformers = transformer.flatMap { shape("\($0)proj_in.weight") }?.count == 2
        contextWidth = transformer.flatMap { shape("\($0)transformer_blocks.0.attn2.to_k.weight") }?.last
    }
}
