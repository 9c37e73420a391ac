internal import Glibc
internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct TemporalScoreRescaling: Node {
    var schema: NodeSchema {
        .v3(
            "TemporalScoreRescaling", displayName: "TSR - Temporal Score Rescaling", category: "model_patches/unet",
            inputs: [
                .socket("model", "MODEL"),
                .float("tsr_k", default: 0.95, min: 0.01, max: 100, step: 0.001, extra: ["display": "number"]),
                .float("tsr_sigma", default: 1, min: 0.01, max: 100, step: 0.001, extra: ["display": "number"]),
            ],
            outputs: [OutputSchema("MODEL", name: "patched_model")],
            "Steers how varied pictures are by scaling predictions as noise gets less (Xu et al., 2025).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (strength, deviation) = (Float(try inputs.float("tsr_k")), Float(try inputs.float("tsr_sigma")))
        return .values(
            try inputs.patchedModel { options in
                options.afterGuidance.append { x0, step in
                    guard strength != 1, step.sigma != 0 else { return x0 }
                    let halfLogSNR = step.model.sampling.halfLogSNR(step.sigma)
                    let ratio = expf(2 * halfLogSNR)
                    guard ratio != 0 else { return x0 }
                    let weight = Self.weight(ratio, strength, deviation * deviation)
                    let alpha = step.sigma * expf(halfLogSNR)
                    return Tensor.zip(step.x, x0) { x, x0 in
                        let start = x / alpha
                        return weight < 0.5 ? start + weight * (x0 - start) : x0 - (x0 - start) * (1 - weight)
                    }
                }
            })
    }

    /// Equation 6 of the paper.
    private static func weight(_ ratio: Float, _ strength: Float, _ variance: Float) -> Float {
        ratio.isInfinite ? strength : (ratio * variance + 1) / (ratio * variance / strength + 1)
    }
}
