internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// The node classes of this folder.
enum UpscaleNodes {
    static func all(_ environment: NodeEnvironment) -> [any Node] {
        [
            ModelFileLoader(
                "UpscaleModelLoader", "model_name", of: "upscale_models", output: "UPSCALE_MODEL", UpscalerLoader(),
                environment, "Loads a model that enlarges pictures."
            ) { UpscaleModelObject($0.network) },
            ImageUpscaleWithModel(environment: environment),
        ]
    }
}

/// An UPSCALE_MODEL.
final class UpscaleModelObject: EngineObject {
    let network: any UpscaleNetwork
    init(_ network: any UpscaleNetwork) { self.network = network }
}

struct ImageUpscaleWithModel: Node {
    /// Of a tile, in pixels, and what neighbours share.
    private static let (tile, overlap) = (512, 32)
    /// What is tried where memory is short.
    private static let smallest = (tile: 64, overlap: 4)
    /// Of colours in what grey networks see (sRGB's luminance).
    private static let luminance: [Float] = [0.2126, 0.7152, 0.0722]

    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ImageUpscaleWithModel", displayName: "ImageUpscaleWithModel", category: "image/upscaling",
            inputs: [.link("upscale_model", "UPSCALE_MODEL"), .link("image", "IMAGE")],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Enlarges pictures with a model, a tile at a time." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let network = try inputs.object("upscale_model", UpscaleModelObject.self, "an UPSCALE_MODEL").network
        let image = try inputs.image("image")
        guard image.shape[3] == 3 else {
            throw NodeError("ValueError", "Input must have 3 channels (RGB)")
        }
        let shape = try Allocation.checked(
            [image.shape[0], image.shape[1] * network.scale, image.shape[2] * network.scale, 3], "the pictures")
        let source = network.channels == 1 ? Self.grey(image) : image
        let compute = environment.compute(context.cancellation)
        var (tile, overlap) = (Self.tile, Self.overlap)
        while true {
            do {
                let enlarged = try translatingErrors {
                    try Self.enlarge(source, network, tile: tile, overlap: overlap, compute, context)
                }
                return .values(.tensor(Self.coloured(enlarged, shape)))
            } catch let error as NodeError where error.type == "MemoryError" {
                (tile, overlap) = (tile / 2, overlap / 2)
                guard tile >= Self.smallest.tile, overlap >= Self.smallest.overlap else { throw error }
            }
        }
    }

    private static func enlarge(
        _ image: Tensor, _ network: any UpscaleNetwork, tile: Int, overlap: Int, _ compute: Compute,
        _ context: any NodeContext
    ) throws -> Tensor {
        let tiles = OverlappingTiles(height: tile, width: tile, overlap: overlap, of: image)!
        let count = image.shape[0] * tiles.count(height: image.shape[1], width: image.shape[2])
        let progress = TileProgress(context)
        return try network.room.use {
            Tensor.concatenated(
                try (0..<image.shape[0]).map { item in
                    try tiles.map(image.slice(item..<item + 1), scale: (network.scale, 1)) { part in
                        defer { progress.onTile(of: count) }
                        return try network(part, compute)
                    }
                })
        }
    }

    private static func grey(_ image: Tensor) -> Tensor {
        Layout.map(image.shape.dropLast() + [1], from: image) { source, target in
            for i in target.indices.halting() {
                target[i] = (0..<3).reduce(0) { $0 + source[3 * i + $1] * luminance[$1] }
            }
        }
    }

    /// Three channels in 0...1.
    private static func coloured(_ image: Tensor, _ shape: [Int]) -> Tensor {
        let channels = image.shape[3]
        return Layout.map(shape, from: image) { source, target in
            for i in target.indices.halting() { target[i] = min(max(source[channels == 1 ? i / 3 : i], 0), 1) }
        }
    }
}
