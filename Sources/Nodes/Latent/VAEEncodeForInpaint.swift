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
        let grow = try inputs.int("grow_mask_by")
        let parts = try InpaintPicture(
            try inputs.image("pixels"), mask: try inputs.mask("mask"), for: vae, context.cancellation)
        let hole = parts.mask.map { $0.rounded(.toNearestOrEven) }
        let noiseMask = grow == 0 ? hole : try Self.grown(hole, by: grow, context.cancellation)
        let samples = try translatingErrors { try vae.encode(parts.picture, environment.compute(context.cancellation)) }
        var latent = Latent(samples)
        latent.setNoiseMask(
            noiseMask.reshaped([noiseMask.shape[0], 1, noiseMask.shape[1], noiseMask.shape[2]]))
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
                for line in (0..<(x.shape[0] * height)).halting(each: width * side) {
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
