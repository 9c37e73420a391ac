internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct RescaleCFG: Node {
    var schema: NodeSchema {
        NodeSchema(
            "RescaleCFG", category: "advanced/model",
            inputs: [.link("model", "MODEL"), .float("multiplier", default: 0.7, min: 0, max: 1, step: 0.01)],
            outputs: [OutputSchema("MODEL")]
        ).with { $0.description = "Keeps guidance from overexposing pictures (Lin et al., 2023)." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let multiplier = Float(try inputs.float("multiplier"))
        return .values(
            try inputs.patchedModel { options in
                options.guidance = { Self.guided($0, multiplier) }
            })
    }

    /// Guidance of velocities, brought to the deviation of what the prompt predicts.
    private static func guided(_ step: GuidanceStep, _ multiplier: Float) -> Tensor {
        let sigma = step.sigma
        let variance = sigma * sigma + 1
        let deviation = variance.squareRoot()
        let x = step.x / variance
        func velocity(_ x0: Tensor) -> Tensor { Tensor.zip(x, x0) { ($0 - $1) * deviation / sigma } }
        let positive = velocity(step.positive)
        let negative = velocity(step.negative)
        let guided = negative.adding(positive - negative, times: step.scale)
        let items = (0..<guided.shape[0]).map { item in
            let guided = guided.slice(item..<item + 1)
            let factor = positive.slice(item..<item + 1).deviation / guided.deviation
            return guided.map { multiplier * ($0 * factor) + (1 - multiplier) * $0 }
        }
        return Tensor.zip(x, Tensor.concatenated(items)) { $0 - $1 * sigma / deviation }
    }
}

extension Tensor {
    /// The standard deviation of all elements, with one degree of freedom less.
    fileprivate var deviation: Float {
        let values = floats
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return Float((squares / Double(values.count - 1)).squareRoot())
    }
}

extension NodeInputs {
    /// A copy of the input `model` with more hung on it.
    func patchedModel(_ patch: (inout ModelOptions) throws -> Void) throws -> Value {
        let model = try model()
        var options = model.options
        try patch(&options)
        return .object(ModelObject(model.with(options: options)))
    }
}
