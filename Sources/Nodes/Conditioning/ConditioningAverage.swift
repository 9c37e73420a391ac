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
                guard entry.hidden.shape[2] == from.hidden.shape[2], from.hidden.shape[0] == entry.hidden.shape[0]
                else {
                    throw NodeError(
                        "RuntimeError",
                        "prompts of shapes \(entry.hidden.shape) and \(from.hidden.shape) cannot be mixed")
                }
                let other = from.hidden.fitted(tokens: entry.hidden.shape[1])
                entry.hidden = mixed(entry.hidden, other, strength)
                guard let fromPooled = from.pooled else { return }
                let pooled = entry.pooled ?? fromPooled
                guard pooled.shape == fromPooled.shape else {
                    throw NodeError(
                        "RuntimeError",
                        "pooled prompts of shapes \(pooled.shape) and \(fromPooled.shape) cannot be mixed")
                }
                entry.pooled = mixed(pooled, fromPooled, strength)
            })
    }

    private func mixed(_ to: Tensor, _ from: Tensor, _ strength: Double) -> Tensor {
        let (kept, taken) = (Float(strength), Float(1 - strength))
        return Tensor.zip(to, from) { $0 * kept + $1 * taken }
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
