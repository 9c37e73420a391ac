internal import Images
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct VAEEncodeForInpaint: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "VAEEncodeForInpaint", displayName: "VAE Encode (for Inpainting)", category: "latent/inpaint",
            inputs: [
                .link("pixels", "IMAGE"), .link("vae", "VAE"), .link("mask", "MASK"),
                .int("grow_mask_by", default: 6, min: 0, max: 64, step: 1, linked: 0...4096),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Turns pictures into latents with the masked part wiped out, to be painted anew." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let vae = try inputs.vae()
        var picture = try inputs.image("pixels")
        let grow = try inputs.int("grow_mask_by")
        var mask = try inputs.mask("mask")
        let items = mask.shape[0]
        guard items == 1 || items == picture.shape[0], picture.shape[3] >= 3 else {
            throw NodeError("RuntimeError", "\(items) masks do not go with images of shape \(picture.shape)")
        }
        mask = try Resampling.mask(
            mask, width: picture.shape[2], height: picture.shape[1], cancellation: context.cancellation)

        // The part that the autoencoder sees, of the picture and of the mask.
        func middle(_ length: Int) -> Range<Int> {
            let rest = length % vae.downscale
            return (rest / 2)..<(rest / 2 + length - rest)
        }
        let (rows, columns) = (middle(picture.shape[1]), middle(picture.shape[2]))
        guard !rows.isEmpty, !columns.isEmpty else {
            throw NodeError("ValueError", "an image of shape \(picture.shape) is too small")
        }
        picture = Layout.cropped(picture, y: rows, x: columns)
        let hole = Layout.cropped(mask, y: rows, x: columns).map { $0.rounded(.toNearestOrEven) }

        let (channels, plane) = (picture.shape[3], rows.count * columns.count)
        picture.withMutableFloats { pixels in
            hole.withFloats { hole in
                for i in pixels.indices where i % channels < 3 {
                    let kept = 1 - hole[i / channels % (items * plane)]
                    pixels[i] = (pixels[i] - 0.5) * kept + 0.5
                }
            }
        }
        let noiseMask = grow == 0 ? hole : try Self.grown(hole, by: grow, context.cancellation)
        let samples = try translatingErrors { try vae.encode(picture, environment.compute(context.cancellation)) }
        var latent = Latent(samples)
        latent.setNoiseMask(noiseMask.reshaped([items, 1, rows.count, columns.count]))
        return .values(latent.value)
    }

    /// 1 wherever a square of that side around the place has something of the mask. mask: [M, H, W, 1], same shape.
    private static func grown(_ mask: Tensor, by side: Int, _ cancellation: Cancellation) throws -> Tensor {
        /// Along one axis; a square is a row of rows.
        func spread(_ x: Tensor) throws -> Tensor {
            let (height, width) = (x.shape[1], x.shape[2])
            let before = side / 2
            try cancellation.check()
            return Layout.map(x.shape, from: x) { source, target in
                for line in 0..<(x.shape[0] * height) {
                    for i in 0..<width {
                        var sum: Float = 0
                        for j in max(i - before, 0)..<max(min(i - before + side, width), max(i - before, 0)) {
                            sum += source[line * width + j]
                        }
                        target[line * width + i] = min(max(sum, 0), 1)
                    }
                }
            }
        }
        let (height, width) = (mask.shape[1], mask.shape[2])
        let wide = Layout.transposed(try spread(mask), height, width).reshaped([mask.shape[0], width, height, 1])
        return Layout.transposed(try spread(wide), width, height).map { $0.rounded(.toNearestOrEven) }
    }
}
