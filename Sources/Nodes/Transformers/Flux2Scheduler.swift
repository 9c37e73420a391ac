internal import Sampling
internal import System
internal import Workflow

struct Flux2Scheduler: Node {
    private static func side(_ name: String) -> InputSchema {
        .int(name, default: 1024, min: 16, max: maximumResolution, step: 1)
    }

    var schema: NodeSchema {
        .v3(
            "Flux2Scheduler", category: "sampling/custom_sampling/schedulers",
            inputs: [.int("steps", default: 20, min: 1, max: 4096), Self.side("width"), Self.side("height")],
            outputs: [OutputSchema("SIGMAS")],
            "Noise levels for Flux.2: larger pictures stay longer at high noise, more steps less so.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let area = Double(try inputs.int("width")) * Double(try inputs.int("height"))
        let tokens = (area / 256).rounded(.toNearestOrEven)
        return .values(.sigmas(NoiseLevels.flux2(steps: try inputs.int("steps"), tokens: tokens)))
    }
}
