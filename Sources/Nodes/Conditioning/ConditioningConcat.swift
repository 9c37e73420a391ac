internal import Models
internal import System
internal import Tensors
internal import Workflow

struct ConditioningConcat: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ConditioningConcat", displayName: "Conditioning (Concat)", category: "conditioning",
            inputs: [.link("conditioning_to", "CONDITIONING"), .link("conditioning_from", "CONDITIONING")],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Puts one prompt's tokens behind another's." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let tail = try inputs.firstPrompt("conditioning_from", environment)
        return .values(
            try inputs.conditioning("conditioning_to") { (entry) throws(NodeError) in
                let (head, end) = (entry.hidden, tail.hidden)
                guard head.shape[0] == end.shape[0], head.shape[2] == end.shape[2] else {
                    throw NodeError(
                        "RuntimeError",
                        "prompts of shapes \(head.shape) and \(end.shape) cannot stand behind each other")
                }
                entry.hidden = head.followed(by: end)
            })
    }
}

extension NodeInputs {
    /// A conditioning of which only the first prompt is used. One there must be.
    func firstPrompt(_ name: String, _ environment: NodeEnvironment) throws(NodeError) -> Conditioning.Entry {
        let entries = try conditioning(name).entries
        if entries.count > 1 { Warnings.tell("\(name) has \(entries.count) prompts; only the first is used") }
        guard let first = entries.first else { throw NodeError("IndexError", "\(name) has no prompt") }
        return first
    }
}

extension Tensor {
    /// Along the second dimension. [B, T, D] and [B, T', D] -> [B, T + T', D]
    func followed(by other: Tensor) -> Tensor {
        let items = (0..<shape[0]).flatMap { [rows($0), other.rows($0)] }
        return Tensor.concatenated(items).reshaped([shape[0], shape[1] + other.shape[1], shape[2]])
    }

    /// An item's rows. [B, T, D] -> [T, D]
    func rows(_ item: Int) -> Tensor { slice(item..<item + 1).reshaped(Array(shape.dropFirst())) }
}
