internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct ScaleROPE: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "ScaleROPE", category: "advanced/model_patches",
            inputs: [
                .socket("model", "MODEL"),
                .float("scale_x", default: 1, min: 0, max: 100, step: 0.1),
                .float("shift_x", default: 0, min: -256, max: 256, step: 0.1),
                .float("scale_y", default: 1, min: 0, max: 100, step: 0.1),
                .float("shift_y", default: 0, min: -256, max: 256, step: 0.1),
                .float("scale_t", default: 1, min: 0, max: 100, step: 0.1),
                .float("shift_t", default: 0, min: -256, max: 256, step: 0.1),
            ],
            outputs: [OutputSchema("MODEL")],
            "Scales and shifts where Flux, Lumina 2 and Z-Image think that places lie."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        if !model.network.takesPositionScale {
            Warnings.tell("ScaleROPE changes nothing: only Flux, Lumina 2 and Z-Image are told such positions")
        }
        func axis(_ name: String) throws -> PositionScale.Axis {
            .init(scale: try inputs.float("scale_\(name)"), shift: try inputs.float("shift_\(name)"))
        }
        let scale = PositionScale(x: try axis("x"), y: try axis("y"), t: try axis("t"))
        return .values(try inputs.patchedModel { $0.patches.positions = scale })
    }
}
