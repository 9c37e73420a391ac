internal import Models
internal import Workflow

struct FluxGuidance: Node {
    var schema: NodeSchema {
        .v3(
            "FluxGuidance", category: "advanced/conditioning/flux",
            inputs: [
                .socket("conditioning", "CONDITIONING"),
                .float("guidance", default: 3.5, min: -100, max: 100, step: 0.1),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Says how strongly a model that was taught guidance follows the prompt.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let guidance = try inputs.float("guidance")
        return .values(try inputs.conditioning("conditioning") { $0.guidance = .scale(guidance) })
    }
}

struct FluxDisableGuidance: Node {
    var schema: NodeSchema {
        .v3(
            "FluxDisableGuidance", category: "advanced/conditioning/flux",
            inputs: [.socket("conditioning", "CONDITIONING")], outputs: [OutputSchema("CONDITIONING")],
            "Tells a model that was taught guidance nothing of it.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(try inputs.conditioning("conditioning") { $0.guidance = EmbeddedGuidance.none })
    }
}
