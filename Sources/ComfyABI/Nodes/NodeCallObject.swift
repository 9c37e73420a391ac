internal import CComfy
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Behind a `comfy_node_call *`: one call of a host's function.
final class NodeCallObject: HandleObject {
    static var handleName: String { "node call" }

    /// Settled by the host, or by the run when it ends without it.
    let answer = PendingOutput()
    let inputs: NodeInputs
    let context: (any NodeContext)?
    private let node: HostNode
    /// A question has one plain answer, `execute` one value an output.
    private let isQuestion: Bool
    private let texts: [TextMemory?]

    init(of node: HostNode, _ inputs: NodeInputs, _ context: (any NodeContext)?, isQuestion: Bool) {
        self.node = node
        self.inputs = inputs
        self.context = context
        self.isQuestion = isQuestion
        texts = [node.name, context?.nodeID, context?.displayNodeID, context?.promptID, context?.clientID].map { text in
            text.map { TextMemory($0) }
        }
    }

    /// Its texts live as long as this object.
    var info: comfy_node_call_info {
        var info = comfy_node_call_info()
        info.class_name = texts[0]?.pointer
        info.node_id = texts[1]?.pointer
        info.display_node_id = texts[2]?.pointer
        info.prompt_id = texts[3]?.pointer
        info.client_id = texts[4]?.pointer
        info.list_index = Int64(context?.listIndex ?? 0)
        return info
    }

    /// The host's answer, checked.
    func output(_ result: comfy_node_result) throws -> NodeOutput {
        var output = NodeOutput(try values(result.outputs, result.output_count, "outputs").map(\.value))
        if let ui = result.ui { output.ui = try jsonObject(ui, "ui") }
        if result.image_count != 0 {
            guard (0...1 << 20).contains(result.image_count) else {
                throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "image_count is \(UInt(bitPattern: result.image_count))")
            }
            output.images = try comfy_image.read(required(result.images, "images"), count: result.image_count).map {
                try PixelImage(host: $0)
            }
        }
        if let handle = result.expansion {
            output.expansion = try Subgraph(resolve(handle, ValueObject.self).value)
        }
        if !isQuestion { try check(output) }
        return output
    }

    private func check(_ output: NodeOutput) throws(NodeError) {
        guard output.values.count == node.outputs.count else {
            throw NodeError(
                "ValueError",
                "the node gave \(output.values.count) outputs, but its class '\(node.name)' has \(node.outputs.count)")
        }
        for (value, schema) in zip(output.values, node.outputs) {
            // Links into an expansion, and whole lists, are looked at where they are resolved
            if output.expansion != nil { break }
            for item in schema.isList ? value.list ?? [] : [value] where !item.isAdmissible(as: schema.type) {
                throw NodeError(
                    "TypeError", "the output \(schema.name) is \(item.kindName), which no \(schema.type) is")
            }
        }
    }
}

extension Value {
    /// What the engine's own nodes could not take, whatever its shape. Null and objects pass: a host may have its own.
    fileprivate func isAdmissible(as type: String) -> Bool {
        switch (type, self) {
        case (_, .null), (_, .object): true
        case ("IMAGE", _), ("MASK", _): tensor != nil
        case ("LATENT", _): dictionary != nil
        default: true
        }
    }
}
