internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct DifferentialDiffusion: Node {
    var schema: NodeSchema {
        var strength = InputSchema.float("strength", default: 1, min: 0, max: 1, step: 0.01)
        strength.section = .optional
        return NodeSchema.v3(
            "DifferentialDiffusion", displayName: "Differential Diffusion", category: "_for_testing",
            inputs: [.socket("model", "MODEL"), strength], outputs: [OutputSchema("MODEL")],
            aliases: ["inpaint gradient", "variable denoise strength"],
            "Repaints a place the longer the whiter its mask is (Levin and Fried, 2023)."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let given = inputs["strength"] == nil ? 1 : Float(try inputs.float("strength"))
        // The reference takes 0 for not given.
        let strength = given == 0 ? 1 : min(given, 1)
        return .values(
            try inputs.patchedModel { options in
                options.maskAt = { mask, sigma, sigmas, sampling in
                    let last = max(sigmas.last ?? 0, sampling.sigmaMin)
                    let end = sampling.timestep(of: last)
                    let start = sampling.timestep(of: sigmas.first ?? last)
                    let threshold = (sampling.timestep(of: sigma) - end) / (start - end)
                    return mask.map { strength * ($0 >= threshold ? 1 : 0) + (1 - strength) * $0 }
                }
            })
    }
}
