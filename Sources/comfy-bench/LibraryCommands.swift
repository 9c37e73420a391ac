internal import Formats
internal import Glibc
internal import System
internal import Tensors

/// A whole workflow through the library.
struct TextToImageCommand {
    let bench: Bench

    func run() throws -> Report {
        if let model = bench.options.model.transformer {
            return try TransformerPicture(bench: bench, model: model).run()
        }
        try SyntheticModel.sd15.prepare()
        let (folder, steps, size) = (try TemporaryFolder(), bench.options.steps, bench.size)
        MeasuredMemory.resetPeak()
        let client = try LibraryClient(
            Library(), base: folder.path, models: SyntheticModel.folder, configuration: bench.clientConfiguration(),
            threads: bench.pool.threadCount)
        var times: [Double] = []
        for seed in 0..<bench.rounds(default: 1) {
            let workflow = Workflows.textToImage(
                checkpoint: SyntheticModel.sd15.name, size: size, steps: steps, seed: seed)
            times.append(try seconds { try client.run(workflow) })
        }
        let (host, workers) = (MeasuredMemory.peak, MeasuredMemory.childrenPeak)
        let side = bench.latentSize
        let work =
            UNetShapes.sd15.operations(batch: 2, height: side, width: side).work * Double(steps)
            + AutoencoderShapes.decoder(height: side, width: side).work
            + TextEncoderShapes.clipL.operations.work * 2
        bench.printResult(
            "\(size)x\(size), \(steps) steps", seconds: median(times), work: work, memory: host + workers)
        if workers > 0 {
            print("in a process of its own: \(megabytes(workers)) at most there, \(megabytes(host)) here")
        }
        return bench.report(
            seconds: median(times), work: work,
            more: ["steps": .int(Int128(steps)), "first_seconds": .double(times[0])]
        ).adding(Report.memory(workers: workers))
    }
}

/// From a file in the page cache to the first sampling step.
struct LoadCommand {
    let bench: Bench

    func run() throws -> Report {
        try SyntheticModel.sd15.prepare()
        let (library, folder) = (try Library(), try TemporaryFolder())
        MeasuredMemory.resetPeak()
        var (opening, starting): ([Double], [Double]) = ([], [])
        var workers = 0
        func withClient(_ body: (LibraryClient) throws -> Void) throws {
            let client = try LibraryClient(
                library, base: folder.path, models: SyntheticModel.folder, configuration: bench.clientConfiguration(),
                threads: bench.pool.threadCount)
            try withExtendedLifetime(client) { try body(client) }
        }
        for _ in 0..<bench.rounds(default: 3) {
            try withClient { client in
                opening.append(
                    try seconds {
                        try library.check {
                            library.loadModel(client.handle, "checkpoints", SyntheticModel.sd15.name, $0)
                        }
                    })
            }
            // a client that has loaded nothing: the prompts' encoding is part of it
            try withClient { client in
                let workflow = Workflows.textToImage(
                    checkpoint: SyntheticModel.sd15.name, size: 64, steps: 1, seed: 0)
                let start = now()
                let task = try client.queue(workflow)
                let begin = try task.time { name, json in name == "executing" && json.contains("\"node\":\"3\"") }
                starting.append(begin - start)
                try task.finish()
                workers = max(workers, MeasuredMemory.childrenPeak)
            }
        }
        print("model checked and mapped: \(milliseconds(median(opening))) ms")
        print("queued to the first step's begin, prompts encoded: \(milliseconds(median(starting))) ms")
        return bench.report(seconds: median(starting), work: nil, more: ["open_seconds": .double(median(opening))])
            .adding(Report.memory(workers: workers))
    }
}
