internal import Tensors
internal import Workflow

struct SolidMask: Node {
    var schema: NodeSchema {
        .v3(
            "SolidMask", category: "mask",
            inputs: [.float("value", default: 1, min: 0, max: 1, step: 0.01), .side("width"), .side("height")],
            outputs: [OutputSchema("MASK")], "A mask of one value.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = [1, try inputs.int("height"), try inputs.int("width")]
        let mask = Tensor(repeating: Float(try inputs.float("value")), try Allocation.checked(shape, "a mask"))
        return .values(.tensor(mask))
    }
}
