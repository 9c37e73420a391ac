internal import Sampling
internal import Workflow

struct SamplerDPMPPSDE: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerDPMPP_SDE", [.eta(), .noiseScale(), .unrounded("r", default: 0.5, max: 100), .noiseDevice],
            "DPM-Solver++ with noise from one Brownian motion.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(
            DPMPlusPlusSDE(
                eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise"), middle: try inputs.single("r"))
        )
    }
}

struct SamplerDPMPP2MSDE: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerDPMPP_2M_SDE",
            [
                .combo("solver_type", DPMPlusPlus2MSDE.Solver.allCases.map(\.rawValue)), .eta(), .noiseScale(),
                .noiseDevice,
            ], "DPM-Solver++(2M) with noise from one Brownian motion.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(
            DPMPlusPlus2MSDE(
                eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise"),
                solver: try inputs.choice("solver_type")))
    }
}

struct SamplerDPMPP3MSDE: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerDPMPP_3M_SDE", [.eta(), .noiseScale(), .noiseDevice],
            "DPM-Solver++(3M) with noise from one Brownian motion.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(DPMPlusPlus3MSDE(eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise")))
    }
}

struct SamplerERSDE: Node {
    private enum Solver: String, CaseIterable {
        case extended = "ER-SDE"
        case reverseTime = "Reverse-time SDE"
        case ordinary = "ODE"
    }

    var schema: NodeSchema {
        .sampler(
            "SamplerER_SDE",
            [
                .combo("solver_type", Solver.allCases.map(\.rawValue)),
                .int("max_stage", default: 3, min: 1, max: 3), .eta(), .noiseScale(),
            ], "The extended reverse-time SDE solver.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let solver = try inputs.choice("solver_type", Solver.self)
        let (eta, noiseScale) = (try inputs.single("eta"), try inputs.single("s_noise"))
        let isOrdinary = solver == .ordinary || solver == .reverseTime && eta == 0
        return .sampler(
            ERSDE(
                maximumStage: try inputs.int("max_stage"), noiseScale: isOrdinary ? 0 : noiseScale,
                scaler: solver == .extended ? .extended : .power(isOrdinary ? 1 : eta + 1)))
    }
}

struct SamplerSEEDS2: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerSEEDS2",
            [
                .combo("solver_type", SEEDS2.Weighting.allCases.map(\.rawValue)), .eta(), .noiseScale(),
                .unrounded("r", default: 0.5, min: 0.01, max: 1),
            ], "SEEDS of two stages.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(
            SEEDS2(
                eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise"), middle: try inputs.single("r"),
                weighting: try inputs.choice("solver_type")))
    }
}

extension InputSchema {
    /// Both give the same noise here, since there is one device.
    fileprivate static var noiseDevice: Self { .combo("noise_device", ["gpu", "cpu"]) }
}
