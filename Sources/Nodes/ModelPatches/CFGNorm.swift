internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct CFGNorm: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "CFGNorm", category: "advanced/guidance",
            inputs: [
                .socket("model", "MODEL"),
                .float("strength", default: 1, min: 0, max: 100, step: 0.01),
            ],
            outputs: [OutputSchema("MODEL", name: "patched_model")],
            "Keeps guidance from making places stronger than the prompt alone does."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let strength = Float(try inputs.float("strength"))
        return .values(
            try inputs.patchedModel { options in
                options.afterGuidance.append { x0, step in
                    let (wanted, got) = (step.positive.channelNorms, x0.channelNorms)
                    let plane = wanted.count / x0.shape[0]
                    let channels = x0.count / (x0.shape[0] * plane)
                    var result = x0
                    result.withMutableFloats { values in
                        for i in values.indices.halting() {
                            let place = i / (channels * plane) * plane + i % plane
                            values[i] *= min(max(wanted[place] / (got[place] + 1e-8), 0), 1) * strength
                        }
                    }
                    return result
                }
            })
    }
}

extension Tensor {
    /// The lengths of all places as vectors of their channels, item by item. x: [B, C, ...]
    fileprivate var channelNorms: [Float] {
        let plane = shape.dropFirst(2).reduce(1, *)
        let values = floats
        return (0..<shape[0] * plane).map { index in
            let start = index / plane * shape[1] * plane + index % plane
            return (0..<shape[1]).reduce(0) { $0 + values[start + $1 * plane] * values[start + $1 * plane] }
                .squareRoot()
        }
    }
}
