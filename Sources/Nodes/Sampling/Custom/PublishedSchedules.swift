internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct AlignYourStepsScheduler: Node {
    var schema: NodeSchema {
        .v3(
            "AlignYourStepsScheduler", category: "sampling/custom_sampling/schedulers",
            inputs: [
                .combo("model_type", ["SD1", "SDXL", "SVD"]),
                .int("steps", default: 10, min: 1, max: 10000),
                .float("denoise", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("SIGMAS")], aliases: ["AYS scheduler"],
            "The noise levels that Sabour et al. (2024) found for some families of models.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let type = try inputs.string("model_type")
        guard let levels = PublishedSigmas.alignedSteps[type] else {
            throw NodeError("ValueError", "there is no model_type \(type)")
        }
        return .values(
            try inputs.levels { $0 + 1 == levels.count ? levels : PublishedSigmas.spread(levels, over: $0 + 1) })
    }
}

struct GITSScheduler: Node {
    var schema: NodeSchema {
        .v3(
            "GITSScheduler", category: "sampling/custom_sampling/schedulers",
            inputs: [
                .float("coeff", default: 1.2, min: 0.8, max: 1.5, step: 0.05),
                .int("steps", default: 10, min: 2, max: 1000),
                .float("denoise", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("SIGMAS")],
            "The noise levels that follow the geometry of sampling (Chen et al., 2024).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let coefficient = (try inputs.float("coeff") * 100).rounded(.toNearestOrEven) / 100
        guard let table = PublishedSigmas.gits.first(where: { abs($0.coefficient - coefficient) < 1e-6 })?.levels else {
            throw NodeError("ValueError", "coeff must be a multiple of 0.05 from 0.8 to 1.5, not \(coefficient)")
        }
        return .values(
            try inputs.levels { steps in
                steps <= 20 && steps >= 2
                    ? table[steps - 2] : PublishedSigmas.spread(table[table.count - 1], over: steps + 1)
            })
    }
}

extension NodeInputs {
    /// The last of a schedule's noise levels, as many as `denoise` says, the very last replaced by 0.
    fileprivate func levels(_ schedule: (_ steps: Int) -> [Double]) throws -> Value {
        let (steps, denoise) = (try int("steps"), try float("denoise"))
        guard denoise > 0 else { return .sigmas([]) }
        let count = denoise < 1 ? Int((Double(steps) * denoise).rounded(.toNearestOrEven)) : steps
        var sigmas = schedule(steps).suffix(count + 1).map { Float($0) }
        sigmas[sigmas.count - 1] = 0
        return .sigmas(sigmas)
    }
}
