internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// A LATENT_OPERATION: what changes latents.
final class LatentOperation: EngineObject {
    /// x: [B, C, (T,) H, W], same shape
    private let function: @Sendable (Tensor, Cancellation?) throws -> Tensor

    init(_ function: @escaping @Sendable (Tensor, Cancellation?) throws -> Tensor) { self.function = function }

    func callAsFunction(_ x: Tensor, _ cancellation: Cancellation?) throws -> Tensor { try function(x, cancellation) }
}

struct LatentApplyOperation: Node {
    var schema: NodeSchema {
        .v3(
            "LatentApplyOperation", category: "latent/advanced/operations",
            inputs: [.socket("samples", "LATENT"), .socket("operation", "LATENT_OPERATION")],
            outputs: [OutputSchema("LATENT")], aliases: ["transform latent"], "Changes latents by an operation."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.ofFilmsToo)
        let operation = try inputs.object("operation", LatentOperation.self, "a LATENT_OPERATION")
        latent.samples = try operation(latent.samples, context.cancellation)
        return .values(latent.value)
    }
}

struct LatentOperationTonemapReinhard: Node {
    var schema: NodeSchema {
        .v3(
            "LatentOperationTonemapReinhard", category: "latent/advanced/operations",
            inputs: [.float("multiplier", default: 1, min: 0, max: 100, step: 0.01)],
            outputs: [OutputSchema("LATENT_OPERATION")], aliases: ["hdr latent"],
            "Softens what is strongest in latents: Reinhard's tone mapping of the pixels' lengths."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let multiplier = Float(try inputs.float("multiplier"))
        let operation = LatentOperation { x, _ in
            let lengths = PixelLengths(x, adding: 1e-10)
            // of films ComfyUI takes each column by itself
            let columns = x.rank == 5 ? x.shape[4] : 1
            return lengths.scaled(x) { item in
                let tops = (0..<columns).map { column in
                    let values = stride(from: column, to: item.count, by: columns).map { Double(item[$0]) }
                    let mean = values.reduce(0, +) / Double(values.count)
                    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                    let deviation = (squares / Double(values.count - 1)).squareRoot()
                    return (Float(deviation) * 5 + Float(mean)) * multiplier
                }
                return item.enumerated().map { place, length in
                    let top = tops[place % columns]
                    let part = length * (1 / top)
                    return part / (part + 1) * top
                }
            }
        }
        return .values(.object(operation))
    }
}

struct LatentOperationSharpen: Node {
    var schema: NodeSchema {
        .v3(
            "LatentOperationSharpen", category: "latent/advanced/operations",
            inputs: [
                .int("sharpen_radius", default: 9, min: 1, max: 31, step: 1, linked: 1...1024),
                .float("sigma", default: 1, min: 0.1, max: 10, step: 0.1),
                .float("alpha", default: 0.1, min: 0, max: 5, step: 0.01),
            ],
            outputs: [OutputSchema("LATENT_OPERATION")], "Brings out the edges in the directions of latents' pixels."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let kernel = SquareKernel.sharpening(
            radius: try inputs.int("sharpen_radius"), sigma: Float(try inputs.float("sigma")),
            alpha: try inputs.float("alpha"))
        let operation = LatentOperation { x, cancellation in
            guard x.rank == 4 else {
                throw NodeError("NotImplementedError", "LatentOperationSharpen is for latents of pictures: \(x.shape)")
            }
            let lengths = PixelLengths(x, adding: 1e-6)
            let directions = lengths.scaled(x) { $0.map { _ in 1 } }
            let sharpened = try Layout.byPlane(directions) { try kernel.filtered($0, cancellation) }
            return lengths.times(sharpened)
        }
        return .values(.object(operation))
    }
}

/// The lengths of a latent's pixels as vectors of their channels.
private struct PixelLengths {
    /// [B, (T *) H * W]
    private let items: [[Float]]

    /// x: [B, C, (T,) H, W]
    init(_ x: Tensor, adding epsilon: Float) {
        let (channels, plane) = (x.shape[1], x.shape[2...].reduce(1, *))
        items = x.withFloats { source in
            (0..<x.shape[0]).map { item in
                var lengths = [Float](repeating: 1, count: plane)
                for place in (0..<plane).halting(each: channels) {
                    var sum: Float = 0
                    for c in 0..<channels {
                        let value = source[(item * channels + c) * plane + place]
                        sum += value * value
                    }
                    lengths[place] = sum.squareRoot() + epsilon
                }
                return lengths
            }
        }
    }

    /// x with pixels of other lengths, which `change` makes of each item's.
    func scaled(_ x: Tensor, _ change: ([Float]) -> [Float]) -> Tensor {
        multiplied(x, items.map { zip(change($0), $0).map { new, old in (old, new) } })
    }

    /// x times the lengths.
    func times(_ x: Tensor) -> Tensor { multiplied(x, items.map { $0.map { (1, $0) } }) }

    /// Each pixel divided by the first and multiplied with the second of two numbers.
    private func multiplied(_ x: Tensor, _ factors: [[(divisor: Float, factor: Float)]]) -> Tensor {
        let (channels, plane) = (x.shape[1], x.shape[2...].reduce(1, *))
        return Layout.map(x.shape, from: x) { source, target in
            for i in target.indices.halting() {
                let (divisor, factor) = factors[i / (channels * plane)][i % plane]
                target[i] = source[i] / divisor * factor
            }
        }
    }
}
