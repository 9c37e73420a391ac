internal import Images
internal import System
internal import Tensors
internal import Workflow

/// The latents of the second input in the shape of the first's: resized, cut or cycled.
private func matched(_ other: Latent, to shape: [Int], _ cancellation: Cancellation) throws -> Tensor {
    Layout.repeated(try other.samples(resizedTo: shape, cancellation), toBatch: shape[0])
}

/// The sum or the difference of two latents.
struct LatentSum: Node {
    let schema: NodeSchema
    private let operation: @Sendable (Float, Float) -> Float

    static let added = Self(
        "LatentAdd", aliases: ["combine latents", "sum latents"], "The sum of two latents.", +)
    static let subtracted = Self(
        "LatentSubtract", aliases: ["difference latent", "remove features"], "The difference of two latents.", -)

    private init(
        _ name: String, aliases: [String], _ description: String,
        _ operation: @escaping @Sendable (Float, Float) -> Float
    ) {
        self.operation = operation
        schema = .v3(
            name, category: "latent/advanced", inputs: [.socket("samples1", "LATENT"), .socket("samples2", "LATENT")],
            outputs: [OutputSchema("LATENT")], aliases: aliases, description)
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples1", ranks: Latent.anyRank)
        let second = try inputs.latent("samples2", ranks: Latent.anyRank)
        let other = try matched(second, to: latent.samples.shape, context.cancellation)
        latent.samples = try Broadcast.combine(latent.samples, other, operation)
        return .values(latent.value)
    }
}

struct LatentMultiply: Node {
    var schema: NodeSchema {
        .v3(
            "LatentMultiply", category: "latent/advanced",
            inputs: [.socket("samples", "LATENT"), .float("multiplier", default: 1, min: -10, max: 10, step: 0.01)],
            outputs: [OutputSchema("LATENT")], aliases: ["scale latent", "amplify latent", "latent gain"],
            "A latent times a number.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let factor = Float(try inputs.float("multiplier"))
        latent.samples = latent.samples.map { $0 * factor }
        return .values(latent.value)
    }
}

struct LatentInterpolate: Node {
    var schema: NodeSchema {
        .v3(
            "LatentInterpolate", category: "latent/advanced",
            inputs: [
                .socket("samples1", "LATENT"), .socket("samples2", "LATENT"),
                .float("ratio", default: 1, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("LATENT")], aliases: ["blend latent", "mix latent", "lerp latent", "transition"],
            "Mixes the directions and the strengths of two latents, each by itself.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples1", ranks: Latent.anyRank)
        let ratio = try inputs.float("ratio")
        let first = latent.samples
        let second = try matched(
            inputs.latent("samples2", ranks: Latent.anyRank), to: first.shape, context.cancellation)
        // ComfyUI divides [B, C, ...] by a norm of [B, ...], which only goes together for one latent (or as many as
        // there are channels, each then measured by the wrong one).
        let batch = first.shape[0]
        guard second.shape == first.shape, batch == 1 || batch == first.shape[1] else {
            throw NodeError(
                "RuntimeError", "cannot interpolate latents of shapes \(first.shape) and \(second.shape)")
        }
        let (a, b) = (Float(ratio), Float(1 - ratio))
        let (normA, normB) = (Self.norms(first), Self.norms(second))
        let mixed = try Broadcast.combine(Self.divided(first, normA), Self.divided(second, normB)) { $0 * a + $1 * b }
        let norm = try Broadcast.combine(normA, normB) { $0 * a + $1 * b }
        latent.samples = try Broadcast.combine(Self.divided(mixed, Self.norms(mixed)), norm, *)
        return .values(latent.value)
    }

    /// The lengths of x's pixels. x: [B, C, ...] -> [1, B, ...], as PyTorch pairs a tensor without the channels.
    private static func norms(_ x: Tensor) -> Tensor {
        let (batch, channels, plane) = (x.shape[0], x.shape[1], x.shape[2...].reduce(1, *))
        return Layout.map([1, batch] + x.shape[2...], from: x) { source, target in
            for i in target.indices.halting() {
                var sum: Float = 0
                for c in 0..<channels {
                    let value = source[(i / plane * channels + c) * plane + i % plane]
                    sum += value * value
                }
                target[i] = sum.squareRoot()
            }
        }
    }

    /// x / norm, 0 where that is not a number.
    private static func divided(_ x: Tensor, _ norm: Tensor) throws(NodeError) -> Tensor {
        try Broadcast.combine(x, norm) { value, norm in
            let quotient = value / norm
            if quotient.isNaN { return 0 }
            return min(max(quotient, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
        }
    }
}
