internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Workflow

struct SamplerDPMAdaptative: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerDPMAdaptative",
            [
                .int("order", default: 3, min: 2, max: 3), .unrounded("rtol", default: 0.05, max: 100),
                .unrounded("atol", default: 0.0078, max: 100), .unrounded("h_init", default: 0.05, max: 100),
                .unrounded("pcoeff", default: 0, max: 100), .unrounded("icoeff", default: 1, max: 100),
                .unrounded("dcoeff", default: 0, max: 100), .unrounded("accept_safety", default: 0.81, max: 100),
                .unrounded("eta", default: 0, max: 100), .noiseScale(),
            ], "DPM-Solver with steps as long as its tolerances allow.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var control = DPMSolverAdaptive.Control()
        control.relativeTolerance = try inputs.float("rtol")
        control.absoluteTolerance = try inputs.float("atol")
        control.initialStep = try inputs.float("h_init")
        control.proportional = try inputs.float("pcoeff")
        control.integral = try inputs.float("icoeff")
        control.derivative = try inputs.float("dcoeff")
        control.acceptSafety = try inputs.float("accept_safety")
        return .sampler(
            DPMSolverAdaptive(
                order: try inputs.int("order"), control: control, eta: try inputs.single("eta"),
                noiseScale: try inputs.single("s_noise")))
    }
}

struct SamplerSASolver: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerSASolver",
            [
                .socket("model", "MODEL"), .eta(max: 10),
                .float("sde_start_percent", default: 0.2, min: 0, max: 1, step: 0.001),
                .float("sde_end_percent", default: 0.8, min: 0, max: 1, step: 0.001), .noiseScale(),
                .int("predictor_order", default: 3, min: 1, max: 6),
                .int("corrector_order", default: 4, min: 0, max: 6), InputSchema("use_pece", .named("BOOLEAN")),
                InputSchema("simple_order_2", .named("BOOLEAN")),
            ], "The stochastic Adams solver, with new noise in a part of sampling.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var solver = SASolver(evaluatesCorrected: try inputs.bool("use_pece"))
        solver.eta = try inputs.float("eta")
        solver.stochasticRange = (try inputs.float("sde_start_percent"), try inputs.float("sde_end_percent"))
        solver.noiseScale = try inputs.single("s_noise")
        solver.predictorOrder = try inputs.int("predictor_order")
        solver.correctorOrder = try inputs.int("corrector_order")
        solver.simplifiesSecondOrder = try inputs.bool("simple_order_2")
        return .sampler(solver)
    }
}
