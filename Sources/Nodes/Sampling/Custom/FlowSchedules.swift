internal import Formats
internal import Glibc
internal import System
internal import Tensors
internal import Workflow

/// Noise levels for networks of flows that need no model.
enum FlowSchedules {
    static let all: [any Node] = [FunctionNode(shiftedSchema, shifted), FunctionNode(optimalSchema, optimal)]

    private static let shiftedSchema: NodeSchema = .v3(
        "LTXVScheduler", category: "sampling/custom_sampling/schedulers",
        inputs: [
            .int("steps", default: 20, min: 1, max: 10000),
            .float("max_shift", default: 2.05, min: 0.0, max: 100.0, step: 0.01),
            .float("base_shift", default: 0.95, min: 0.0, max: 100.0, step: 0.01), .bool("stretch", default: true),
            .float("terminal", default: 0.1, min: 0.0, max: 0.99, step: 0.01),
            .socket("latent", "LATENT", section: .optional),
        ], outputs: [OutputSchema("SIGMAS")], "LTX Video's noise levels, shifted by the size of the latent.")

    /// Flux's shift (Esser et al., 2024): base_shift at 1024 tokens, max_shift at 4096.
    private static func shifted(_ inputs: NodeInputs) throws -> [Value] {
        let (most, least) = (try inputs.float("max_shift"), try inputs.float("base_shift"))
        var tokens = 4096
        if inputs["latent"]?.dictionary != nil {
            tokens = try inputs.latent("latent", ranks: Latent.anyRank).samples.shape.dropFirst(2).reduce(1, *)
        }
        let slope = (most - least) / 3072
        let factor = exp(Double(tokens) * slope + (least - slope * 1024))
        guard factor.isFinite else { throw NodeError("OverflowError", "the shift is too large") }
        let steps = try inputs.int("steps")
        var sigmas = (0...steps).map { step -> Float in
            let level = 1 - Float(step) / Float(steps)
            return level == 0 ? 0 : 1 / (Float(factor) + (1 / level - 1)) * Float(factor)
        }
        if try inputs.bool("stretch"), let last = sigmas.last(where: { $0 != 0 }) {
            let scale = (1 - last) / Float(1 - (try inputs.float("terminal")))
            sigmas = sigmas.map { $0 == 0 ? 0 : 1 - (1 - $0) / scale }
        }
        return [.sigmas(sigmas)]
    }

    private static let optimalSchema: NodeSchema = .v3(
        "OptimalStepsScheduler", category: "sampling/custom_sampling/schedulers",
        inputs: [
            .combo("model_type", ["FLUX", "Wan", "Chroma"]), .int("steps", default: 20, min: 3, max: 1000),
            .float("denoise", default: 1.0, min: 0.0, max: 1.0, step: 0.01),
        ], outputs: [OutputSchema("SIGMAS")], "The noise levels that Pei et al. (2025) found for some models.")

    private static func optimal(_ inputs: NodeInputs) throws -> [Value] {
        let type = try inputs.string("model_type")
        guard let levels = levels[type] else { throw NodeError("ValueError", "there is no model_type \(type)") }
        let (steps, denoise) = (try inputs.int("steps"), try inputs.float("denoise"))
        guard denoise > 0 else { return [.sigmas([])] }
        let count = denoise < 1 ? Int((Double(steps) * denoise).rounded(.toNearestOrEven)) : steps
        let spread = steps + 1 == levels.count ? levels : PublishedSigmas.spread(levels, over: steps + 1)
        var sigmas = spread.suffix(count + 1).map { Float($0) }
        sigmas[sigmas.count - 1] = 0
        return [.sigmas(sigmas)]
    }

    /// Of bebebe666/OptimalSteps.
    private static let levels: [String: [Double]] = [
        "FLUX": [0.9968, 0.9886, 0.9819, 0.975, 0.966, 0.9471, 0.9158, 0.8287, 0.5512, 0.2808, 0.001],
        "Wan": [
            1.0, 0.997, 0.995, 0.993, 0.991, 0.989, 0.987, 0.985, 0.98, 0.975, 0.973, 0.968, 0.96, 0.946, 0.927,
            0.902, 0.864, 0.776, 0.539, 0.208, 0.001,
        ],
        "Chroma": [
            0.992, 0.99, 0.988, 0.985, 0.982, 0.978, 0.973, 0.968, 0.961, 0.953, 0.943, 0.931, 0.917, 0.9, 0.881,
            0.858, 0.832, 0.802, 0.769, 0.731, 0.69, 0.646, 0.599, 0.55, 0.501, 0.451, 0.402, 0.355, 0.311, 0.27,
            0.232, 0.199, 0.169, 0.143, 0.12, 0.101, 0.084, 0.07, 0.058, 0.048, 0.001,
        ],
    ]
}
