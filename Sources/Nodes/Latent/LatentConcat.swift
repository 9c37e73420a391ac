internal import Formats
internal import Images
internal import Tensors
internal import Workflow

/// An axis of a latent, under the names that ComfyUI's nodes give them.
enum LatentAxis: String {
    case x, y, t

    /// Which one it is in a latent of that rank.
    func index(rank: Int) -> Int {
        switch self {
        case .x: rank - 1
        case .y: rank - 2
        case .t: rank - 3
        }
    }
}

struct LatentConcat: Node {
    var schema: NodeSchema {
        .v3(
            "LatentConcat", category: "latent/advanced",
            inputs: [
                .socket("samples1", "LATENT"), .socket("samples2", "LATENT"),
                .combo("dim", ["x", "-x", "y", "-y", "t", "-t"]),
            ],
            outputs: [OutputSchema("LATENT")], aliases: ["join latents", "stitch latents"],
            "Puts two latents side by side.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples1", ranks: Latent.anyRank)
        let name = try inputs.string("dim")
        guard let axis = LatentAxis(rawValue: String(name.drop { $0 == "-" }))?.index(rank: latent.samples.rank) else {
            throw NodeError("ValueError", "dim cannot be '\(name)'")
        }
        let second = Layout.repeated(
            try inputs.latent("samples2", ranks: Latent.anyRank).samples, toBatch: latent.batch)
        let parts = name.hasPrefix("-") ? [second, latent.samples] : [latent.samples, second]
        var shape = latent.samples.shape
        shape[axis] += second.rank == shape.count ? second.shape[axis] : 0
        guard second.rank == shape.count,
            shape.indices.allSatisfy({ $0 == axis || second.shape[$0] == shape[$0] })
        else {
            throw NodeError(
                "RuntimeError",
                "cannot join latents of shapes \(latent.samples.shape) and \(second.shape) along \(name)")
        }
        latent.samples = Layout.joined(parts, axis: axis, shape: try Allocation.checked(shape, "a latent"))
        return .values(latent.value)
    }
}
