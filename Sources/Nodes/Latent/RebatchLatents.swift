internal import Images
internal import Tensors
internal import Workflow

struct RebatchLatents: Node {
    var schema: NodeSchema {
        .v3(
            "RebatchLatents", displayName: "Rebatch Latents", category: "latent/batch",
            inputs: [
                .socket("latents", "LATENT"), .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max),
            ],
            outputs: [OutputSchema("LATENT", isList: true)], "Parts a list of batches anew into batches of one size."
        ).with { $0.inputIsList = true }
    }

    /// Items that belong together: latents of one size, each with its mask and its place in the whole.
    private struct Run {
        var samples: Tensor
        var masks: Tensor
        var indices: [Int]
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let size = try inputs.first("batch_size").int("batch_size")
        var output: [Value] = []
        var current: Run?
        var seen = 0

        /// Puts out all of `run`, the last batch as large as is left.
        func flush(_ run: Run) {
            for start in stride(from: 0, to: run.indices.count, by: size) {
                output.append(Self.latent(run, start..<min(start + size, run.indices.count)))
            }
        }

        for item in try inputs.all("latents") {
            let latent = try Latent(item["latents"], "latents", ranks: 4...5)
            let samples = latent.samples
            var masks =
                try latent.noiseMask
                ?? Tensor(
                    repeating: 1, [samples.shape[0], 1, samples.shape[2] * 8, samples.shape[3] * 8])
            masks = Layout.repeated(masks, toBatch: max(samples.shape[0], masks.shape[0]))
            let indices = try latent.batchIndex ?? (0..<samples.shape[0]).map { $0 + seen }
            seen += indices.count
            if let run = current, run.samples.shape[1...] == samples.shape[1...],
                run.masks.shape[1...] == masks.shape[1...]
            {
                current = Run(
                    samples: Tensor.concatenated([run.samples, samples]),
                    masks: Tensor.concatenated([run.masks, masks]), indices: run.indices + indices)
            } else {
                if let current { flush(current) }
                current = Run(samples: samples, masks: masks, indices: indices)
            }
        }
        if let current { flush(current) }
        return .values(.list(output))
    }

    /// One batch; a mask that hides nothing is left out.
    private static func latent(_ run: Run, _ range: Range<Int>) -> Value {
        var latent = Latent(run.samples.slice(range))
        let mask = run.masks.slice(range)
        if !mask.withFloats({ $0.allSatisfy { $0 == 1 } }) { latent.setNoiseMask(mask) }
        latent.setBatchIndex(Array(run.indices[range]))
        return latent.value
    }
}
