internal import Models
internal import Workflow

struct LotusConditioning: Node {
    var schema: NodeSchema {
        .v3(
            "LotusConditioning", category: "conditioning/lotus", inputs: [],
            outputs: [OutputSchema("CONDITIONING", name: "conditioning")],
            "What Lotus, which finds depths and normals in pictures, is told in the place of a prompt.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(Conditioning([Conditioning.Entry(hidden: LotusPrompt.hidden)]).value)
    }
}
