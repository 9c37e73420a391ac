internal import Models
internal import SyntheticModels
internal import Tensors

/// A denoising transformer of full width, fewer of whose blocks are measured than the real model has.
struct TransformerModel: Sendable {
    /// How many blocks there are of each kind.
    struct Depth: Equatable, Sendable {
        let first: Int
        var second = 0

        var description: String { second > 0 ? "\(first)+\(second)" : "\(first)" }
    }

    /// What GGUF files say that they have.
    let architecture: String
    let measured: Depth
    let whole: Depth
    /// Of a latent: channels, pixels along the side of a place, axes of one between batch and rows.
    let channels: Int
    let pixels: Int
    var hasFrames = false
    let context: Int
    let vector: Int?
    /// Of the text.
    let tokens: Int
    /// 0...1 or 0...1000
    var timestep: Float = 0.5
    let layout: @Sendable (Depth, SyntheticStorage) -> SyntheticLayout
    let network: @Sendable (WeightReader) throws -> any DenoisingNetwork
    /// Operations for so many patches of two by two places of eight pixels.
    let operations: @Sendable (Depth, _ picture: Int) -> OperationList

    /// The latent of a square picture.
    func latent(size: Int) -> [Int] {
        [1, channels] + (hasFrames ? [1] : []) + [size / pixels, size / pixels]
    }

    func operations(_ depth: Depth, size: Int) -> OperationList { operations(depth, (size / 16) * (size / 16)) }

    static let flux = TransformerModel(
        architecture: "flux", measured: Depth(first: 1, second: 2), whole: Depth(first: 19, second: 38), channels: 16,
        pixels: 8, context: 4096, vector: 768, tokens: 512,
        layout: { .fluxDev(double: $0.first, single: $0.second, $1) }, network: { try FluxNetwork($0) }
    ) { depth, picture in
        var shapes = TransformerShapes(width: 3072)
        shapes.ends(
            picture: picture, patch: 64, text: 512, context: 4096,
            vectors: [[256, 3072, 3072], [256, 3072, 3072], [768, 3072, 3072], [3072, 2 * 3072]])
        for _ in 0..<depth.first { shapes.fluxDouble(text: 512, picture: picture, gated: false) }
        for _ in 0..<depth.second { shapes.fluxSingle(512 + picture, gated: false) }
        return shapes.list
    }

    static let klein = TransformerModel(
        architecture: "flux", measured: Depth(first: 1, second: 4), whole: Depth(first: 5, second: 20), channels: 128,
        pixels: 16, context: 7680, vector: nil, tokens: 512,
        layout: { .klein(double: $0.first, single: $0.second, $1) }, network: { try FluxNetwork($0) }
    ) { depth, picture in
        var shapes = TransformerShapes(width: 3072)
        shapes.ends(
            picture: picture, patch: 128, text: 512, context: 7680,
            vectors: [
                [256, 3072, 3072], [3072, 6 * 3072], [3072, 6 * 3072], [3072, 3 * 3072], [3072, 2 * 3072],
            ])
        for _ in 0..<depth.first { shapes.fluxDouble(text: 512, picture: picture, gated: true) }
        for _ in 0..<depth.second { shapes.fluxSingle(512 + picture, gated: true) }
        return shapes.list
    }

    static let zImage = TransformerModel(
        architecture: "lumina2", measured: Depth(first: 4, second: 1), whole: Depth(first: 30, second: 2),
        channels: 16, pixels: 8, context: 2560, vector: nil, tokens: 64,
        layout: { .zImage(layers: $0.first, refiners: $0.second, $1) }, network: { try NextDiT($0) }
    ) { depth, picture in
        var shapes = TransformerShapes(width: 3840)
        shapes.ends(
            picture: picture, patch: 64, text: 64, context: 2560, vectors: [[256, 1024, 256], [256, 3840]])
        for _ in 0..<depth.second {
            shapes.zImage(64, inner: 10240, time: nil)
            shapes.zImage(picture, inner: 10240, time: 256)
        }
        for _ in 0..<depth.first { shapes.zImage(64 + picture, inner: 10240, time: 256) }
        return shapes.list
    }

    static let sd35 = TransformerModel(
        architecture: "sd3", measured: Depth(first: 6, second: 3), whole: Depth(first: 24, second: 13), channels: 16,
        pixels: 8, context: 4096, vector: 2048, tokens: 154, timestep: 500,
        layout: { .sd35(depth: $0.first, dual: $0.second, $1) }, network: { try MMDiT($0) }
    ) { depth, picture in
        var shapes = TransformerShapes(width: 1536, headWidth: 64)
        shapes.ends(
            picture: picture, patch: 64, text: 154, context: 4096,
            vectors: [[256, 1536, 1536], [2048, 1536, 1536], [1536, 2 * 1536]])
        for index in 0..<depth.first {
            shapes.mmdit(text: 154, picture: picture, dual: index < depth.second, last: index == depth.first - 1)
        }
        return shapes.list
    }

    static let qwenImage = TransformerModel(
        architecture: "qwen_image", measured: Depth(first: 3), whole: Depth(first: 60), channels: 16, pixels: 8,
        hasFrames: true, context: 3584, vector: nil, tokens: 64,
        layout: { .qwenImage(layers: $0.first, $1) }, network: { try QwenImageNetwork($0) }
    ) { depth, picture in
        var shapes = TransformerShapes(width: 3072)
        shapes.ends(
            picture: picture, patch: 64, text: 64, context: 3584, vectors: [[256, 3072, 3072], [3072, 2 * 3072]])
        for _ in 0..<depth.first { shapes.qwenImage(text: 64, picture: picture) }
        return shapes.list
    }
}

extension Options.Model {
    /// Nil for the models with a UNet.
    var transformer: TransformerModel? {
        switch self {
        case .sd15, .sdTurbo, .sdxl: nil
        case .flux: .flux
        case .klein: .klein
        case .zImage: .zImage
        case .sd35: .sd35
        case .qwenImage: .qwenImage
        }
    }
}
