internal import Formats
internal import Images
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct SamplerLCMUpscale: Node {
    var schema: NodeSchema {
        .v3(
            "SamplerLCMUpscale", category: "sampling/custom_sampling/samplers",
            inputs: [
                .float("scale_ratio", default: 1, min: 0.1, max: 20, step: 0.01),
                .int("scale_steps", default: -1, min: -1, max: 1000, step: 1),
                .combo("upscale_method", ["bislerp", "nearest-exact", "bilinear", "area", "bicubic"]),
            ],
            outputs: [OutputSchema("SAMPLER")],
            "Latent consistency sampling whose picture grows in the first steps.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let steps = try inputs.int("scale_steps")
        let method = try inputs.choice("upscale_method", ResamplingMethod.self)
        return .sampler(
            LatentConsistencyUpscale(
                scale: try inputs.float("scale_ratio"), upscaleSteps: steps < 0 ? nil : steps
            ) { x, width, height in
                try Resampling.latent(x, width: width, height: height, method, cancellation: nil)
            })
    }
}
