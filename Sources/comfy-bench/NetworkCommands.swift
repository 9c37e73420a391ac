internal import Formats
internal import Models
internal import Tensors
internal import Tokenizers

extension Bench {
    /// The full model, with nothing of it in memory yet; what was done to make it does not count as its memory.
    func checkpoint() throws -> (checkpoint: Checkpoint, path: String) {
        let path = SyntheticModel.checkpoint(in: try SyntheticModel.folder())
        try SyntheticModel.warm(path)
        TensorMemory.trim()
        ProcessMemory.resetPeak()
        return (try CheckpointLoader.load(SafetensorsFile(path: path), compute), path)
    }
}

/// A sampling step with guidance.
struct StepCommand {
    let bench: Bench

    func run() throws -> Report {
        let peer =
            bench.options.comparesTorch
            ? try TorchPeer(threads: bench.pool.threadCount, modules: ["torch", "diffusers", "safetensors"]) : nil
        let (checkpoint, path) = try bench.checkpoint()
        let side = bench.latentSize
        let unet = checkpoint.model.unet
        let x = Tensor.pattern([2, 4, side, side])
        let context = Tensor.pattern([2, 77, unet.contextWidth])
        let timestep: Float = 500
        var result = x
        func round() throws -> Double {
            try seconds { result = try unet(x, timesteps: [timestep, timestep], context: context, bench.compute) }
        }
        let first = try round()
        print("first step, which maps the weights: \(fixed(first, 3)) s")
        try peer?.prepare(
            [
                "op": "unet", "checkpoint": .string(path), "batch": 2, "height": .int(Int128(side)),
                "width": .int(Int128(side)), "timestep": .double(Double(timestep)),
            ], bench.options.precision)
        let rounds = try Rounds(bench.rounds(default: 3), peer: peer, round)
        let work = UNetShapes.sd15.operations(batch: 2, height: side, width: side).work
        bench.printResult("step \(bench.size)x\(bench.size)", seconds: rounds.seconds, work: work)
        var more: JSONObject = [
            "first_seconds": .double(first), "resident_weight_bytes": .int(Int128(checkpoint.model.room.byteCount)),
        ]
        if let peer, let peerSeconds = rounds.peerSeconds, let ratio = rounds.ratio {
            let difference = relativeDifference(result.floats, try peer.result())
            for (layout, times) in rounds.peers.sorted(by: { $0.key < $1.key }) {
                print("PyTorch \(peer.version), \(layout): \(fixed(median(times), 3)) s")
            }
            print("ratio \(fixed(ratio, 2)); the results differ by \(fixed(difference * 1e6, 2))e-6 of their norm")
            more["torch"] = .string(peer.version)
            more["torch_seconds"] = .double(peerSeconds)
            more["ratio"] = .double(ratio)
            more["relative_difference"] = .double(difference)
        }
        return bench.report(seconds: rounds.seconds, work: work, more: more)
    }

    private func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
        guard a.count == b.count else { return .infinity }
        var (difference, norm) = (0.0, 0.0)
        for (x, y) in zip(a, b) {
            difference += Double(x - y) * Double(x - y)
            norm += Double(y) * Double(y)
        }
        return (difference / norm).squareRoot()
    }
}

/// Decoding and encoding a picture.
struct AutoencoderCommand {
    let bench: Bench

    func run() throws -> Report {
        let (checkpoint, _) = try bench.checkpoint()
        guard let autoencoder = checkpoint.autoencoder else { throw BenchError("the model has no autoencoder") }
        let (side, size) = (bench.latentSize, bench.size)
        let latent = Tensor.random([1, 4, side, side])
        let picture = Tensor.random([1, size, size, 3])
        func measure(_ body: () throws -> Void) throws -> Double {
            try body()
            return try Rounds(bench.rounds(default: 3), peer: nil) { try seconds(body) }.seconds
        }
        let decoding = try measure { _ = try autoencoder.decode(latent, bench.compute) }
        let decodingWork = AutoencoderShapes.decoder(height: side, width: side).work
        bench.printResult("decode \(size)x\(size)", seconds: decoding, work: decodingWork)
        let report = bench.report(seconds: decoding, work: decodingWork)
        let encoding = try measure { _ = try autoencoder.encode(picture, bench.compute) }
        let encodingWork = AutoencoderShapes.encoder(height: size, width: size).work
        bench.printResult("encode \(size)x\(size)", seconds: encoding, work: encodingWork)
        return report.adding([
            "encode_seconds": .double(encoding), "encode_gflops": .double(encodingWork / encoding / 1e9),
        ])
    }
}

/// Encoding a prompt and its negative.
struct TextCommand {
    let bench: Bench

    func run() throws -> Report {
        let (checkpoint, _) = try bench.checkpoint()
        guard let encoder = checkpoint.textEncoder else { throw BenchError("the model has no text encoder") }
        let prompts = ["a wide landscape photograph of a mountain lake at dawn", "blurry, low quality"].map {
            PromptTokenizer().tokenize($0) { (_) throws(Never) in nil }.chunks
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
