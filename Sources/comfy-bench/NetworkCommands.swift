internal import Formats
internal import Models
internal import System
internal import Tensors

extension Bench {
    /// A model's file, none of which is in this process's memory yet; what was done to make it does not count as its
    /// memory.
    func ready(_ model: SyntheticModel) throws -> (file: any WeightSource, path: String) {
        let path = try model.prepare()
        TensorMemory.trim()
        TensorMemory.resetPeak()
        MeasuredMemory.resetPeak()
        return (try ModelFile.open(path: path), path)
    }

    /// Stable Diffusion 1.5.
    fileprivate func checkpoint() throws -> (checkpoint: Checkpoint, path: String) {
        let (file, path) = try ready(.sd15)
        return (try CheckpointLoader.load(file, compute), path)
    }

    /// TAESD's decoder.
    fileprivate func tinyAutoencoder() throws -> (autoencoder: TinyAutoencoder, path: String) {
        let (file, path) = try ready(SyntheticModel.tiny("taesd")[1])
        return (try TinyAutoencoderLoader().load([file], compute, WeightBudget()), path)
    }

    /// The chosen model's.
    fileprivate func unet() throws -> (unet: UNet, path: String) {
        let (file, path) = try ready(options.model.network)
        return (try UNet(WeightReader(file, prefix: "model.diffusion_model.", compute: compute)), path)
    }
}

/// A sampling step with guidance.
struct StepCommand {
    let bench: Bench

    func run() throws -> Report {
        if let model = bench.options.model.transformer { return try TransformerStep(bench: bench, model: model).run() }
        let peer = try bench.networkPeer()
        let (unet, path) = try bench.unet()
        let (side, model) = (bench.latentSize, bench.options.model)
        let x = Tensor.pattern([2, 4, side, side])
        let context = Tensor.pattern([2, 77, unet.contextWidth])
        let vector = unet.vectorWidth.map { Tensor.pattern([2, $0]) }
        let timestep: Float = 500
        var result = x
        func round() throws -> Double {
            try seconds {
                result = try unet(
                    x, timesteps: [timestep, timestep], NetworkInputs(context: context, vector: vector), bench.compute)
            }
        }
        let first = try round()
        print("first step, which maps the weights: \(fixed(first, 3)) s")
        try peer?.prepare(
            [
                "op": "unet", "model": .string(model.rawValue), "checkpoint": .string(path), "batch": 2,
                "height": .int(Int128(side)), "width": .int(Int128(side)), "timestep": .double(Double(timestep)),
            ], bench.options.precision.peers)
        let faults = MeasuredMemory.faults
        let rounds = try Rounds(bench.rounds(default: 3), peer: peer, round)
        let faultsOfEach = (MeasuredMemory.faults - faults) / rounds.ours.count
        let work = UNetShapes.of(model).operations(batch: 2, height: side, width: side).work
        bench.printResult("step \(bench.size)x\(bench.size)", seconds: rounds.seconds, work: work)
        let usage = TensorMemory.usage
        print(
            "activations and packed weights: \(megabytes(usage.peakLive)) at the same time, "
                + "\(megabytes(usage.peakMapped)) of memory for them; "
                + "\(faultsOfEach) page faults a step after the first")
        var more: JSONObject = [
            "first_seconds": .double(first), "resident_weight_bytes": .int(Int128(unet.room.byteCount)),
            "arena_live_bytes": .int(Int128(usage.peakLive)), "arena_bytes": .int(Int128(usage.peakMapped)),
            "page_faults": .int(Int128(faultsOfEach)),
        ]
        if let peer {
            let comparison = try PeerComparison(peer, rounds, bench.options.precision.peers, result: result.floats)
            comparison.print()
            for (key, value) in comparison.members() { more[key] = value }
        }
        return bench.report(seconds: rounds.seconds, work: work, more: more)
    }
}

/// Decoding and encoding a picture, and decoding it by TAESD.
struct AutoencoderCommand {
    let bench: Bench

    func run() throws -> Report {
        let peer = try bench.networkPeer()
        let (checkpoint, path) = try bench.checkpoint()
        guard let autoencoder = checkpoint.autoencoder else { throw BenchError("the model has no autoencoder") }
        let (side, size) = (bench.latentSize, bench.size)
        let latent = Tensor.pattern([1, 4, side, side])
        let picture = Tensor.pattern([1, size, size, 3])
        /// Median seconds, and members for the report that compare with the peer.
        func measure(
            _ name: String, half: String, of path: String, size: Int, work: Double, prefix: String,
            _ body: () throws -> Tensor
        ) throws -> (seconds: Double, members: JSONObject) {
            var result = try body()
            try peer?.prepare(
                [
                    "op": .string(half), "checkpoint": .string(path), "height": .int(Int128(size)),
                    "width": .int(Int128(size)),
                ], bench.options.precision.peers)
            let rounds = try Rounds(bench.rounds(default: 3), peer: peer) { try seconds { result = try body() } }
            bench.printResult("\(name) \(bench.size)x\(bench.size)", seconds: rounds.seconds, work: work)
            guard let peer else { return (rounds.seconds, [:]) }
            let comparison = try PeerComparison(peer, rounds, bench.options.precision.peers, result: result.floats)
            comparison.print()
            return (rounds.seconds, comparison.members(prefix))
        }
        let decodingWork = AutoencoderShapes.decoder(height: side, width: side).work
        let decoding = try measure("decode", half: "decoder", of: path, size: side, work: decodingWork, prefix: "") {
            try autoencoder.decode(latent, bench.compute)
        }
        let report = bench.report(seconds: decoding.seconds, work: decodingWork, more: decoding.members)
        let encodingWork = AutoencoderShapes.encoder(height: size, width: size).work
        let encoding = try measure(
            "encode", half: "encoder", of: path, size: size, work: encodingWork, prefix: "encode_"
        ) {
            try autoencoder.encode(picture, bench.compute)
        }
        let (tiny, tinyPath) = try bench.tinyAutoencoder()
        let tinyWork = AutoencoderShapes.tinyDecoder(height: side, width: side).work
        let tinyDecoding = try measure(
            "TAESD decode", half: "tiny", of: tinyPath, size: side, work: tinyWork, prefix: "taesd_"
        ) {
            try tiny.decode(latent, bench.compute)
        }
        return report.adding([
            "encode_seconds": .double(encoding.seconds),
            "encode_gflops": .double(encodingWork / encoding.seconds / 1e9),
            "taesd_seconds": .double(tinyDecoding.seconds),
        ]).adding(encoding.members).adding(tinyDecoding.members)
    }
}

/// Encoding a prompt and its negative.
struct TextCommand {
    let bench: Bench

    func run() throws -> Report {
        let (checkpoint, _) = try bench.checkpoint()
        guard let encoder = checkpoint.textEncoder else { throw BenchError("the model has no text encoder") }
        let prompts = ["a wide landscape photograph of a mountain lake at dawn", "blurry, low quality"].map {
            Prompt($0)
        }
        func round() throws -> Double {
            try seconds { for prompt in prompts { _ = try encoder.encode(prompt, bench.compute) } }
        }
        let first = try round()
        let rounds = try Rounds(bench.rounds(default: 10), peer: nil, round)
        let work = TextEncoderShapes.clipL.operations.work * Double(prompts.count)
        bench.printResult("two prompts", seconds: rounds.seconds, work: work)
        return bench.report(seconds: rounds.seconds, work: work, more: ["first_seconds": .double(first)])
    }
}
