internal import Formats
internal import System
internal import Tensors

/// A whole picture of few steps through the library, from a client that has drawn one already.
struct PictureCommand {
    let bench: Bench

    func run() throws -> Report {
        let (model, steps, size) = (bench.options.model, bench.options.steps, bench.size)
        let tiny = try SyntheticModel.tiny(model.tinyAutoencoder).map { try $0.prepare() }
        let path = try model.checkpoint.prepare()
        let folder = try TemporaryFolder()
        TensorMemory.trim()
        MeasuredMemory.resetPeak()
        let client = try LibraryClient(
            Library(), base: folder.path, models: SyntheticModel.folder, configuration: bench.clientConfiguration(),
            threads: bench.pool.threadCount)
        var seed = 0
        func round() throws -> Double {
            seed += 1
            let workflow = Workflows.fewSteps(
                checkpoint: model.checkpoint.name, autoencoder: model.tinyAutoencoder, size: size, steps: steps,
                seed: seed)
            return try seconds { try client.run(workflow) }
        }
        let (first, second) = (try round(), try round())
        let (host, workers) = (MeasuredMemory.peak, MeasuredMemory.childrenPeak)
        print("first picture, which packs the weights: \(fixed(first, 3)) s, second: \(fixed(second, 3)) s")
        // its process is no part of what was measured of memory
        let peer = try bench.networkPeer()
        try peer?.prepare(
            [
                "op": "picture", "model": .string(model.rawValue), "checkpoint": .string(path),
                "tiny": .string(tiny.last!),
                "height": .int(Int128(bench.latentSize)), "width": .int(Int128(bench.latentSize)),
                "steps": .int(Int128(steps)),
            ], bench.options.precision)
        let rounds = try Rounds(bench.rounds(default: 3), peer: peer, round)
        let name = "picture \(size)x\(size), \(steps) \(steps == 1 ? "step" : "steps")"
        bench.printResult(name, seconds: rounds.seconds, work: work, memory: host + workers)
        var more: JSONObject = [
            "steps": .int(Int128(steps)), "first_seconds": .double(first),
            "peak_rss_bytes": .int(Int128(host + workers)), "worker_peak_rss_bytes": .int(Int128(workers)),
        ]
        if let peer {
            // the weights of what decodes and encodes are not the same
            let comparison = try PeerComparison(peer, rounds, bench.options.precision, result: nil)
            comparison.print()
            for (key, value) in comparison.members() { more[key] = value }
        }
        return bench.report(seconds: rounds.seconds, work: work, more: more)
    }

    /// Of a picture whose negative prompt is known already.
    private var work: Double {
        let (side, model) = (bench.latentSize, bench.options.model)
        let text = model.textShapes.reduce(0) { $0 + $1.operations.work }
        let step = UNetShapes.of(model).operations(batch: 1, height: side, width: side).work
        return text + step * Double(bench.options.steps)
            + AutoencoderShapes.tinyDecoder(height: side, width: side).work
    }
}
