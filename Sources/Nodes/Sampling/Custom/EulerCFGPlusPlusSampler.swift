internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct SamplerEulerCFGpp: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "SamplerEulerCFGpp", displayName: "SamplerEulerCFG++", category: "_for_testing",
            inputs: [
                .combo("version", ["regular", "alternative"])
            ],
            outputs: [OutputSchema("SAMPLER")],
            "Euler's method along what the negative prompt predicts (Chung et al., 2024)."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        try inputs.string("version") == "alternative"
            ? .sampler(EulerAlternativeCFGPlusPlus()) : .sampler(EulerAncestralCFGPlusPlus(eta: 0))
    }
}
