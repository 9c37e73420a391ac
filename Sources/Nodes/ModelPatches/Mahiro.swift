internal import Formats
internal import Models
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct Mahiro: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "Mahiro", displayName: "Mahiro CFG", category: "_for_testing",
            inputs: [
                .socket("model", "MODEL")
            ],
            outputs: [OutputSchema("MODEL", name: "patched_model")],
            "Follows the prompt alone the more, the less guidance agrees with the negative prediction."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        .values(
            try inputs.patchedModel { options in
                options.afterGuidance.append { x0, step in
                    let leap = step.positive * step.scale
                    let away = (step.negative * step.scale).map(Self.softened)
                    let merged = Tensor.zip(leap, x0) { Self.softened(($0 + $1) / 2) }
                    let share = 2 * (Self.similarity(away, merged) + 1)
                    return Tensor.zip(x0, leap) { (share * $0 + (4 - share) * $1) / 4 }
                }
            })
    }

    /// The square root with the sign of what it is of.
    private static func softened(_ x: Float) -> Float { x < 0 ? -(-x).squareRoot() : x.squareRoot() }

    /// The mean cosine over all places, which are vectors of their channels.
    private static func similarity(_ a: Tensor, _ b: Tensor) -> Float {
        let (channels, plane) = (a.shape[1], a.shape.dropFirst(2).reduce(1, *))
        let (x, y) = (a.floats, b.floats)
        var sum = 0.0
        for index in 0..<a.shape[0] * plane {
            let start = index / plane * channels * plane + index % plane
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            for c in 0..<channels {
                let (p, q) = (Double(x[start + c * plane]), Double(y[start + c * plane]))
                (xx, yy, xy) = (xx + p * p, yy + q * q, xy + p * q)
            }
            sum += xy / (max(xx.squareRoot(), 1e-8) * max(yy.squareRoot(), 1e-8))
        }
        return Float(sum / Double(a.shape[0] * plane))
    }
}
