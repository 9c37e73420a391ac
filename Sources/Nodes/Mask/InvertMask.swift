internal import Tensors
internal import Workflow

struct InvertMask: Node {
    var schema: NodeSchema {
        .v3(
            "InvertMask", category: "mask", inputs: [.socket("mask", "MASK")], outputs: [OutputSchema("MASK")],
            aliases: ["reverse mask", "flip mask"], "Swaps what is masked and what is not.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try inputs.mask("mask").map { 1 - $0 }))
    }
}
