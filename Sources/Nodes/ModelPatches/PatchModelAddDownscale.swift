internal import Formats
internal import Images
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct PatchModelAddDownscale: Node {
    var schema: NodeSchema {
        .v3(
            "PatchModelAddDownscale", displayName: "PatchModelAddDownscale (Kohya Deep Shrink)",
            category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"),
                .int("block_number", default: 3, min: 1, max: 32, step: 1),
                .float("downscale_factor", default: 2, min: 0.1, max: 9, step: 0.001),
                .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
                .float("end_percent", default: 0.35, min: 0, max: 1, step: 0.001),
                .bool("downscale_after_skip", default: true),
                .combo("downscale_method", ["bicubic", "nearest-exact", "bilinear", "area", "bislerp"]),
                .combo("upscale_method", ["bicubic", "nearest-exact", "bilinear", "area", "bislerp"]),
            ],
            outputs: [OutputSchema("MODEL")],
            "Draws the shapes of large pictures in a smaller one (Kohya's deep shrink).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        let (block, factor) = (try inputs.int("block_number"), try inputs.float("downscale_factor"))
        let start = model.sampling.percentToSigma(try inputs.float("start_percent"))
        let end = model.sampling.percentToSigma(try inputs.float("end_percent"))
        let isAfterSkip = try inputs.bool("downscale_after_skip")
        let down = try inputs.choice("downscale_method", ResamplingMethod.self)
        let up = try inputs.choice("upscale_method", ResamplingMethod.self)
        return .values(
            try inputs.patchedModel { options in
                let shrink: NetworkPatches.BlockPatch = { h, call in
                    let sigma = Double(call.sigma)
                    guard call.place.block == block, sigma <= start, sigma >= end else { return h }
                    func scaled(_ side: Int) -> Int {
                        Int((Double(side) * (1 / factor)).rounded(.toNearestOrEven))
                    }
                    return try Resampling.image(
                        h, width: scaled(h.shape[2]), height: scaled(h.shape[1]), down,
                        cancellation: call.compute.cancellation)
                }
                if isAfterSkip {
                    options.patches.inputBlockAfterSkip.append(shrink)
                } else {
                    options.patches.inputBlock.append(shrink)
                }
                options.patches.outputBlock.append { h, skip, call in
                    guard h.shape[1] != skip.shape[1] else { return (h, skip) }
                    let grown = try Resampling.image(
                        h, width: skip.shape[2], height: skip.shape[1], up,
                        cancellation: call.compute.cancellation)
                    return (grown, skip)
                }
            })
    }
}
