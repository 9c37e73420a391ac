internal import Sampling
internal import Workflow

struct SamplerEulerAncestral: Node {
    var schema: NodeSchema {
        .sampler("SamplerEulerAncestral", [.eta(), .noiseScale()], "Euler's method with new noise in each step.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(EulerAncestral(eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise")))
    }
}

struct SamplerEulerAncestralCFGPP: Node {
    var schema: NodeSchema {
        .sampler(
            "SamplerEulerAncestralCFGPP", displayName: "SamplerEulerAncestralCFG++",
            [.eta(max: 1), .noiseScale(max: 10)], "Euler's method with new noise in each step and CFG++.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(EulerAncestralCFGPlusPlus(eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise")))
    }
}

struct SamplerDPMPP2SAncestral: Node {
    var schema: NodeSchema {
        .sampler("SamplerDPMPP_2S_Ancestral", [.eta(), .noiseScale()], "DPM-Solver++(2S) with new noise in each step.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(DPMPlusPlus2SAncestral(eta: try inputs.single("eta"), noiseScale: try inputs.single("s_noise")))
    }
}

struct SamplerLMS: Node {
    var schema: NodeSchema {
        .sampler("SamplerLMS", [.int("order", default: 4, min: 1, max: 100)], "The linear multistep method.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .sampler(LinearMultistep(maximumOrder: try inputs.int("order")))
    }
}
