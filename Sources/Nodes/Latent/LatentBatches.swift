internal import Images
internal import System
internal import Tensors
internal import Workflow

struct LatentBatch: Node {
    var schema: NodeSchema {
        .v3(
            "LatentBatch", category: "latent/batch",
            inputs: [.socket("samples1", "LATENT"), .socket("samples2", "LATENT")], outputs: [OutputSchema("LATENT")],
            aliases: ["combine latents", "merge latents", "join latents"],
            "Puts the second latents behind the first, resized to their size."
        ).with { $0.isDeprecated = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let first = try inputs.latent("samples1", ranks: Latent.anyRank)
        let second = try inputs.latent("samples2", ranks: Latent.anyRank)
        return .values(try Latent.joined(first, [first, second], context.cancellation).value)
    }
}

struct LatentFromBatch: Node {
    var schema: NodeSchema {
        NodeSchema(
            "LatentFromBatch", displayName: "Latent From Batch", category: "latent/batch",
            inputs: [
                .link("samples", "LATENT"), .int("batch_index", default: 0, min: 0, max: 63, linked: 0 ... .max),
                .int("length", default: 1, min: 1, max: 64, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Takes some latents out of a batch; they keep the noise of their places there." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let batch = latent.batch
        let start = min(batch - 1, try inputs.int("batch_index"))
        let range = start..<(start + min(batch - start, try inputs.int("length")))
        if let mask = try latent.noiseMask {
            latent.setNoiseMask(
                mask.shape[0] == 1 ? mask : Layout.repeated(mask, toBatch: max(batch, mask.shape[0])).slice(range))
        }
        let indices = try latent.batchIndex ?? Array(0..<batch)
        latent.samples = latent.samples.slice(range)
        latent.setBatchIndex(Array(indices[range]))
        return .values(latent.value)
    }
}

struct RepeatLatentBatch: Node {
    var schema: NodeSchema {
        NodeSchema(
            "RepeatLatentBatch", displayName: "Repeat Latent Batch", category: "latent/batch",
            inputs: [.link("samples", "LATENT"), .int("amount", default: 1, min: 1, max: 64, linked: 1...65536)],
            outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Repeats a batch; each copy gets noise of its own." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let amount = try inputs.int("amount")
        let indices = try latent.batchIndex
        if let mask = try latent.noiseMask, mask.shape[0] > 1 { latent.setNoiseMask(try repeated(mask, amount)) }
        latent.samples = try repeated(latent.samples, amount)
        if let indices, let least = indices.min(), let most = indices.max() {
            let offset = most - least + 1
            latent.setBatchIndex((0..<amount).flatMap { copy in indices.map { $0 + copy * offset } })
        }
        return .values(latent.value)
    }

    /// x: [B, ...] -> [B * amount, ...]
    private func repeated(_ x: Tensor, _ amount: Int) throws -> Tensor {
        var shape = x.shape
        let (count, overflow) = shape[0].multipliedReportingOverflow(by: amount)
        shape[0] = overflow ? Int.max : count
        return Layout.repeated(x, toBatch: try Allocation.checked(shape, "a batch")[0])
    }
}
