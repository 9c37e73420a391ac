internal import Models
internal import Tensors
internal import Workflow

struct ConditioningAverage: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "ConditioningAverage", displayName: "ConditioningAverage", category: "conditioning",
            inputs: [
                .link("conditioning_to", "CONDITIONING"), .link("conditioning_from", "CONDITIONING"),
                .float("conditioning_to_strength", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Mixes two prompts token by token." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let from = try inputs.firstPrompt("conditioning_from", environment)
        let strength = try inputs.float("conditioning_to_strength")
        return .values(
            try inputs.conditioning("conditioning_to") { (entry) throws(NodeError) in
                let other = from.hidden.fitted(tokens: entry.hidden.shape[1])
                entry.hidden = try mixed(entry.hidden, other, strength, "prompts")
                guard let pooled = from.pooled else { return }
                entry.pooled = try mixed(entry.pooled ?? pooled, pooled, strength, "pooled prompts")
            })
    }

    /// One row is mixed with each of the other's.
    private func mixed(
        _ to: Tensor, _ from: Tensor, _ strength: Double, _ things: String
    ) throws(NodeError) -> Tensor {
        let (many, others) = (to.shape.first ?? 1, from.shape.first ?? 1)
        guard to.shape.dropFirst() == from.shape.dropFirst(), many == others || min(many, others) == 1 else {
            throw NodeError("RuntimeError", "\(things) of shapes \(to.shape) and \(from.shape) cannot be mixed")
        }
        let (kept, taken) = (Float(strength), Float(1 - strength))
        func rows(_ tensor: Tensor, _ count: Int) -> Tensor {
            count == 1 ? Tensor.concatenated((0..<max(many, others)).map { _ in tensor }) : tensor
        }
        return Tensor.zip(rows(to, many), rows(from, others)) { $0 * kept + $1 * taken }
    }
}

extension Tensor {
    /// Cut, or with zeros behind. [B, T, D] -> [B, tokens, D]
    fileprivate func fitted(tokens: Int) -> Tensor {
        if tokens == shape[1] { return self }
        let missing = max(tokens - shape[1], 0)
        let long = missing == 0 ? self : followed(by: Tensor(zeros: [shape[0], missing, shape[2]]))
        let items = (0..<shape[0]).map { long.rows($0).slice(0..<tokens) }
        return Tensor.concatenated(items).reshaped([shape[0], tokens, shape[2]])
    }
}
