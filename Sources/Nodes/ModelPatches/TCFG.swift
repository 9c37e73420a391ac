internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct TCFG: Node {
    var schema: NodeSchema {
        .v3(
            "TCFG", displayName: "Tangential Damping CFG", category: "advanced/guidance",
            inputs: [
                .socket("model", "MODEL")
            ],
            outputs: [OutputSchema("MODEL", name: "patched_model")],
            "Takes out of the negative prediction what lies across both predictions (Kwon et al., 2025).")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.patchedModel { options in
                options.beforeGuidance.append { step in
                    guard step.hasNegative else { return step }
                    var step = step
                    let items = (0..<step.x.shape[0]).map { item in
                        let x = step.x.slice(item..<item + 1)
                        let positive = x - step.positive.slice(item..<item + 1)
                        return x - Self.damped(x - step.negative.slice(item..<item + 1), positive)
                    }
                    step.negative = Tensor.concatenated(items)
                    return step
                }
            })
    }

    /// What of `a` lies along the direction in which both vectors together are longest: the first singular vector of the
    /// matrix that has them as rows, from the eigenvectors of their products.
    private static func damped(_ a: Tensor, _ b: Tensor) -> Tensor {
        let (aa, ab, bb) = (a.product(a), a.product(b), b.product(b))
        let difference = (aa - bb) / 2
        let root = (difference * difference + ab * ab).squareRoot()
        // the eigenvector (u, v) of the larger value: the direction is u a + v b
        let (u, v) = difference >= 0 ? (difference + root, ab) : (ab, root - difference)
        let square = u * u * aa + 2 * u * v * ab + v * v * bb
        guard square > 0 else { return a }
        let along = (u * aa + v * ab) / square
        return Tensor.zip(a, b) { Float(along * (u * Double($0) + v * Double($1))) }
    }
}
