internal import Tensors
internal import Workflow

struct ThresholdMask: Node {
    var schema: NodeSchema {
        .v3(
            "ThresholdMask", category: "mask",
            inputs: [.socket("mask", "MASK"), .float("value", default: 0.5, min: 0, max: 1, step: 0.01)],
            outputs: [OutputSchema("MASK")], aliases: ["binary mask"], "1 where the mask is above a value, else 0.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        // PyTorch compares an f32 tensor with an f64 number in f32.
        let threshold = Float(try inputs.float("value"))
        return .values(.tensor(try inputs.mask("mask").map { $0 > threshold ? 1 : 0 }))
    }
}
