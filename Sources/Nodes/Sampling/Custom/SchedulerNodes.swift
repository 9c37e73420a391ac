internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

struct BasicScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "BasicScheduler",
            [
                .socket("model", "MODEL"), .combo("scheduler", Scheduler.allNames), .steps(),
                .float("denoise", default: 1, min: 0, max: 1, step: 0.01),
            ], "A model's noise levels, spaced as a scheduler does.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let sampling = try inputs.model().sampling
        let (steps, denoise) = (try inputs.int("steps"), try inputs.float("denoise"))
        return .values(
            try translatingErrors {
                .sigmas(
                    try Scheduler(named: inputs.string("scheduler")).sigmas(sampling, steps: steps, denoise: denoise))
            })
    }
}

struct KarrasScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "KarrasScheduler", [.steps(), .sigmaMax, .sigmaMin, .unrounded("rho", default: 7, max: 100)],
            "Karras's noise levels.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let range = try inputs.sigmaRange()
        return .values(
            .sigmas(
                NoiseLevels.karras(
                    steps: try inputs.int("steps"), min: range.min, max: range.max, rho: try inputs.float("rho"))))
    }
}

struct ExponentialScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "ExponentialScheduler", [.steps(), .sigmaMax, .sigmaMin], "Noise levels with equally spaced logarithms.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let range = try inputs.sigmaRange(logarithms: true)
        return .values(
            .sigmas(NoiseLevels.exponential(steps: try inputs.int("steps"), min: range.min, max: range.max)))
    }
}

struct PolyexponentialScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "PolyexponentialScheduler", [.steps(), .sigmaMax, .sigmaMin, .unrounded("rho", default: 1, max: 100)],
            "Noise levels whose logarithms lie closer together at one end.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let range = try inputs.sigmaRange(logarithms: true)
        return .values(
            .sigmas(
                NoiseLevels.polyexponential(
                    steps: try inputs.int("steps"), min: range.min, max: range.max, rho: try inputs.float("rho"))))
    }
}

struct LaplaceScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "LaplaceScheduler",
            [
                .steps(), .sigmaMax, .sigmaMin, .unrounded("mu", default: 0, min: -10, max: 10, step: 0.1),
                .unrounded("beta", default: 0.5, max: 10, step: 0.1),
            ], "Noise levels whose logarithms are dense around a value.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let range = try inputs.sigmaRange()
        return .values(
            .sigmas(
                NoiseLevels.laplace(
                    steps: try inputs.int("steps"), min: range.min, max: range.max, mean: try inputs.float("mu"),
                    scale: try inputs.float("beta"))))
    }
}

struct VPScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "VPScheduler",
            [
                .steps(), .unrounded("beta_d", default: 19.9, max: 5000),
                .unrounded("beta_min", default: 0.1, max: 5000),
                .unrounded("eps_s", default: 0.001, max: 1, step: 0.0001),
            ], "The noise levels of the variance-preserving process.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            .sigmas(
                NoiseLevels.variancePreserving(
                    steps: try inputs.int("steps"), betaRange: try inputs.float("beta_d"),
                    betaMin: try inputs.float("beta_min"), lastTime: try inputs.float("eps_s"))))
    }
}

struct BetaSamplingScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "BetaSamplingScheduler",
            [
                .socket("model", "MODEL"), .steps(), .unrounded("alpha", default: 0.6, max: 50),
                .unrounded("beta", default: 0.6, max: 50),
            ], "A model's noise levels, spaced as the beta distribution's quantiles.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (alpha, beta) = (try inputs.float("alpha"), try inputs.float("beta"))
        guard alpha > 0, beta > 0 else { throw NodeError("ValueError", "alpha and beta must be above 0") }
        return .values(
            .sigmas(
                NoiseLevels.beta(
                    try inputs.model().sampling, steps: try inputs.int("steps"), alpha: alpha, beta: beta)))
    }
}

struct SDTurboScheduler: Node {
    var schema: NodeSchema {
        .scheduler(
            "SDTurboScheduler",
            [
                .socket("model", "MODEL"), .steps(default: 1, max: 10),
                InputSchema("denoise", .named("FLOAT"), ["default": 1.0, "min": 0, "max": 1.0, "step": 0.01]),
            ], "The noise levels that SD-Turbo was distilled to.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let denoise = try inputs.float("denoise")
        guard (0...1).contains(denoise) else {
            throw NodeError("ValueError", "denoise must be in 0...1, not \(denoise)")
        }
        return .values(
            .sigmas(
                NoiseLevels.turbo(try inputs.model().sampling, steps: try inputs.int("steps"), denoise: denoise)))
    }
}

extension NodeSchema {
    fileprivate static func scheduler(_ name: String, _ inputs: [InputSchema], _ description: String) -> Self {
        .v3(
            name, category: "sampling/custom_sampling/schedulers", inputs: inputs, outputs: [OutputSchema("SIGMAS")],
            description)
    }
}

extension InputSchema {
    fileprivate static func steps(default value: Int128 = 20, max: Int128 = 10000) -> Self {
        .int("steps", default: value, min: 1, max: max)
    }

    fileprivate static let sigmaMax = unrounded("sigma_max", default: 14.614642, max: 5000)
    fileprivate static let sigmaMin = unrounded("sigma_min", default: 0.0291675, max: 5000)

    /// A number that is not rounded to its steps.
    static func unrounded(
        _ name: String, default value: Double, min: Double = 0, max: Double, step: Double = 0.01
    ) -> Self {
        .float(name, default: value, min: min, max: max, step: step, extra: ["round": false])
    }
}

extension NodeInputs {
    /// The noise levels between which others are made.
    ///
    /// - Parameter logarithms: whether both have to have one.
    fileprivate func sigmaRange(logarithms: Bool = false) throws(NodeError) -> (min: Double, max: Double) {
        let range = (min: try float("sigma_min"), max: try float("sigma_max"))
        guard !logarithms || range.min > 0 && range.max > 0 else {
            throw NodeError("ValueError", "sigma_min and sigma_max have to be above 0: their logarithms are wanted")
        }
        return range
    }
}
