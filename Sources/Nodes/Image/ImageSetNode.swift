internal import Tensors
internal import Workflow

/// A node that changes the pictures of a data set.
struct ImageSetNode: Node {
    typealias Function = @Sendable (Tensor, NodeInputs, any NodeContext) throws -> Tensor
    let schema: NodeSchema
    private let function: Function

    init(
        _ name: String, _ displayName: String, _ inputs: [InputSchema], _ description: String,
        _ function: @escaping Function
    ) {
        schema = .v3(
            name, displayName: displayName, category: "dataset/image", inputs: [.socket("images", "IMAGE")] + inputs,
            outputs: [OutputSchema("IMAGE", name: "images")], description
        ).with { $0.isExperimental = true }
        self.function = function
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(.tensor(try function(try inputs.image("images"), inputs, context)))
    }
}
