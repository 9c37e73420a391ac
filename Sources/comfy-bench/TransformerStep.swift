internal import Formats
internal import Models
internal import SyntheticModels
internal import System
internal import Tensors

/// A call of a denoising transformer for one item.
struct TransformerStep {
    let bench: Bench
    let model: TransformerModel

    func run() throws -> Report {
        let peer = try bench.networkPeer()
        let name = bench.options.model.rawValue, storage = bench.options.storage
        let file = SyntheticModel.transformer(name, model, model.measured, storage)
        let (source, path) = try bench.ready(file)
        let network = try model.network(WeightReader(source, compute: bench.compute))
        let x = Tensor.pattern(model.latent(size: bench.size))
        let inputs = NetworkInputs(
            context: Tensor.pattern([1, model.tokens, model.context]),
            vector: model.vector.map { Tensor.pattern([1, $0]) })
        var result = x
        func round() throws -> Double {
            try seconds { result = try network(x, timesteps: [model.timestep], inputs, bench.compute) }
        }
        let first = try round()
        print("first step, which maps the weights: \(fixed(first, 3)) s")
        try peer?.prepare(
            [
                "op": "transformer", "model": .string(name), "checkpoint": .string(path),
                "size": .int(Int128(bench.size)), "timestep": .double(Double(model.timestep)),
                "latent": .array(x.shape.map { .int(Int128($0)) }), "tokens": .int(Int128(model.tokens)),
                "context": .int(Int128(model.context)), "vector": model.vector.map { .int(Int128($0)) } ?? .null,
                "depth": [.int(Int128(model.measured.first)), .int(Int128(model.measured.second))],
            ], bench.options.precision.peers)
        let rounds = try Rounds(bench.rounds(default: 3), peer: peer, round)
        let work = model.operations(model.measured, size: bench.size).work
        let whole = model.operations(model.whole, size: bench.size).work
        bench.printResult("step \(bench.size)x\(bench.size), \(storage.rawValue)", seconds: rounds.seconds, work: work)
        let scaled = rounds.seconds / work * whole
        print(
            "\(model.measured.description) of \(model.whole.description) blocks; the whole network, by its "
                + "\(fixed(whole / 1e12, 2)) TFLOP: \(fixed(scaled, 2)) s")
        let usage = TensorMemory.usage
        print(
            "activations and packed weights: \(megabytes(usage.peakLive)) at the same time; finite: "
                + "\(result.floats.allSatisfy(\.isFinite))")
        var more: JSONObject = [
            "first_seconds": .double(first), "storage": .string(storage.rawValue),
            "depth": .string(model.measured.description), "whole_depth": .string(model.whole.description),
            "whole_seconds": .double(scaled), "arena_live_bytes": .int(Int128(usage.peakLive)),
            "resident_weight_bytes": .int(Int128(network.room.byteCount)),
        ]
        if bench.options.precision == .int8 {
            let exact = try network(x, timesteps: [model.timestep], inputs, Compute(pool: bench.pool))
            let difference = PeerComparison.relativeDifference(result.floats, exact.floats)
            print("the result differs from that in f32 by \(scientific(difference)) of its norm")
            more["f32_difference"] = .double(difference)
        }
        if let peer {
            let comparison = try PeerComparison(peer, rounds, bench.options.precision.peers, result: result.floats)
            comparison.print()
            for (key, value) in comparison.members() { more[key] = value }
        }
        return bench.report(seconds: rounds.seconds, work: work, more: more)
    }
}
