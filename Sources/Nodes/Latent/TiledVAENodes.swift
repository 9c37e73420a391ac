internal import Models
internal import System
internal import Tensors
internal import Workflow

struct VAEDecodeTiled: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAEDecodeTiled", displayName: "VAE Decode (Tiled)", category: "_for_testing",
            inputs: [
                .link("samples", "LATENT"), .link("vae", "VAE"), .tileSize(step: 32), .tileOverlap,
            ]
                + InputSchema.tileTimes.map { input in
                    var input = input
                    input.section = .optional
                    return input
                },
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Turns latents into pictures a tile at a time, in less memory." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let samples = try inputs.latent("samples", for: vae)
        let size = try inputs.int("tile_size")
        var overlap = try inputs.int("overlap")
        if size < 4 * overlap { overlap = size / 4 }
        let shape = try vae.pictureShape(of: samples)
        let time = inputs["temporal_size"] == nil ? 64 : try inputs.int("temporal_size")
        if shape[1] > time { context.warn(wholeInTime) }
        let progress = TileProgress(context)
        let decode = vae.hasFrames ? vae.decodeTiledFilm : vae.decodeTiled
        let pictures = try translatingErrors {
            try decode(
                samples, size / vae.downscale, overlap / vae.downscale, environment.compute(context.cancellation),
                progress.onTile)
        }
        return .values(.tensor(pictures))
    }
}

struct VAEEncodeTiled: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAEEncodeTiled", displayName: "VAE Encode (Tiled)", category: "_for_testing",
            inputs: [.link("pixels", "IMAGE"), .link("vae", "VAE"), .tileSize(step: 64), .tileOverlap]
                + InputSchema.tileTimes,
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Turns pictures into latents a tile at a time, in less memory." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        let picture = try inputs.image("pixels")
        let (size, overlap) = (try inputs.int("tile_size"), try inputs.int("overlap"))
        guard picture.shape[3] >= 3, picture.shape[1] >= vae.downscale, picture.shape[2] >= vae.downscale else {
            throw NodeError("ValueError", "a picture of shape \(picture.shape) cannot be encoded")
        }
        if vae.hasFrames, picture.shape[0] > (try inputs.int("temporal_size")) { context.warn(wholeInTime) }
        let progress = TileProgress(context)
        let encode = vae.hasFrames ? vae.encodeTiledFilm : vae.encodeTiled
        let samples = try translatingErrors {
            try encode(picture, size, overlap, environment.compute(context.cancellation), progress.onTile)
        }
        return .values(Latent(samples).value)
    }
}

private let wholeInTime = "tiles of films are whole in time: temporal_size and temporal_overlap do nothing"

/// Reports tiles as a node's progress.
final class TileProgress {
    private let context: any NodeContext
    private var done = 0

    init(_ context: any NodeContext) { self.context = context }

    func onTile(of count: Int) {
        done += 1
        context.progress(value: Double(done), max: Double(count), preview: nil)
    }
}

extension InputSchema {
    fileprivate static func tileSize(step: Int128) -> Self {
        .int("tile_size", default: 512, min: 64, max: 4096, step: step)
    }

    fileprivate static let tileOverlap = int("overlap", default: 64, min: 0, max: 4096, step: 32)

    /// Of autoencoders of films; pictures have one frame.
    fileprivate static let tileTimes: [InputSchema] = [
        .int("temporal_size", default: 64, min: 8, max: 4096, step: 4, "Frames at a time, of films."),
        .int("temporal_overlap", default: 8, min: 4, max: 4096, step: 4, "Frames that neighbours share, of films."),
    ]
}
