internal import Formats
internal import Images
internal import Tensors
internal import Workflow

struct LatentCut: Node {
    var schema: NodeSchema {
        .v3(
            "LatentCut", category: "latent/advanced",
            inputs: [
                .socket("samples", "LATENT"), .combo("dim", ["x", "y", "t"]),
                .int(
                    "index", default: 0, min: -maximumResolution, max: maximumResolution, step: 1,
                    linked: -(1 << 24)...(1 << 24)),
                .int("amount", default: 1, min: 1, max: maximumResolution, step: 1, linked: 1...(1 << 24)),
            ],
            outputs: [OutputSchema("LATENT")], aliases: ["crop latent", "slice latent", "extract region"],
            "Cuts a piece out of latents along one axis; a negative index counts from the end.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let axis = try inputs.choice("dim", LatentAxis.self).index(rank: latent.samples.rank)
        let length = latent.samples.shape[axis]
        let wanted = try inputs.int("index")
        let start = wanted >= 0 ? min(wanted, length - 1) : max(length + wanted, 0)
        let range = start..<(start + min(length - start, try inputs.int("amount")))
        latent.samples = Layout.part(latent.samples, axis: axis, range)
        return .values(latent.value)
    }
}

struct LatentCutToBatch: Node {
    var schema: NodeSchema {
        .v3(
            "LatentCutToBatch", category: "latent/advanced",
            inputs: [
                .socket("samples", "LATENT"), .combo("dim", ["t", "x", "y"]),
                .int("slice_size", default: 1, min: 1, max: maximumResolution, step: 1, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("LATENT")], aliases: ["slice to batch", "split latent", "tile latent"],
            "Cuts latents into slices along one axis, and makes a batch of these.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let axis = try inputs.choice("dim", LatentAxis.self).index(rank: latent.samples.rank)
        // the batch and the channels are not cut
        guard axis >= 2 else { return .values(latent.value) }
        let length = latent.samples.shape[axis]
        let size = min(try inputs.int("slice_size"), length)
        let slices = (0..<(length / size)).map { slice in
            Layout.part(latent.samples, axis: axis, (slice * size)..<((slice + 1) * size))
        }
        // all slices of the first item, then those of the next
        latent.samples = Tensor.concatenated(
            (0..<latent.batch).flatMap { item in slices.map { $0.slice(item..<(item + 1)) } })
        return .values(latent.value)
    }
}
