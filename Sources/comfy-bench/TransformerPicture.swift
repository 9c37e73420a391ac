internal import Formats
internal import SyntheticModels
internal import System
internal import Tensors

/// A picture by a transformer with its language model and autoencoder, all of full size, through the library: what counts
/// is the memory at most.
struct TransformerPicture {
    let bench: Bench
    let model: TransformerModel

    func run() throws -> Report {
        let (name, storage) = (bench.options.model.rawValue, bench.options.storage)
        let isFlux2 = bench.options.model == .klein
        let files = [
            SyntheticModel.transformer(name, model, model.whole, storage), .qwen3(storage),
            .autoencoder(folded: isFlux2),
        ]
        for file in files { try file.prepare() }
        let (folder, steps, size) = (try TemporaryFolder(), bench.options.steps, bench.size)
        MeasuredMemory.resetPeak()
        let client = try LibraryClient(
            Library(), base: folder.path, models: SyntheticModel.folder, configuration: bench.clientConfiguration(),
            threads: bench.pool.threadCount)
        var times: [Double] = []
        for seed in 0..<bench.rounds(default: 1) {
            let workflow = Workflows.transformer(
                files.map(\.name), isFlux2: isFlux2, size: size, steps: steps, seed: seed)
            times.append(try seconds { try client.run(workflow) })
        }
        let (host, workers) = (MeasuredMemory.peak, MeasuredMemory.childrenPeak)
        print(
            "\(name) in \(storage.rawValue), \(size)x\(size), \(steps) \(steps == 1 ? "step" : "steps"): "
                + "\(fixed(median(times), 1)) s, \(megabytes(host + workers)) at most")
        return bench.report(
            seconds: median(times), work: nil,
            more: ["steps": .int(Int128(steps)), "storage": .string(storage.rawValue)]
        ).adding(Report.memory(workers: workers))
    }
}
