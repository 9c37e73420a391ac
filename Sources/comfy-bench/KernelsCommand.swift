internal import Formats
internal import SyntheticModels
internal import System
internal import Tensors

/// Every operation of a model's networks on its own.
struct KernelsCommand {
    let bench: Bench

    private var networks: OperationList {
        if let model = bench.options.model.transformer { return model.operations(model.whole, size: bench.size) }
        let side = bench.latentSize
        var list = UNetShapes.of(bench.options.model).operations(batch: 2, height: side, width: side)
        list.add(AutoencoderShapes.decoder(height: side, width: side))
        list.add(AutoencoderShapes.encoder(height: bench.size, width: bench.size))
        for text in bench.options.model.textShapes { list.add(text.operations) }
        return list
    }

    private func peer() throws -> (any Peer)? {
        switch bench.options.comparison {
        case .torch: try TorchPeer(threads: bench.pool.threadCount)
        case .openblas: try OpenBLASPeer(threads: bench.pool.threadCount)
        case .openvino, nil: nil
        }
    }

    func run() throws -> Report {
        let peer = try peer()
        let networks = networks
        let chosen = networks.operations.filter { operation in
            (bench.options.filter.map(operation.name.contains) ?? true)
                && (bench.options.comparison != .openblas || operation.product != nil)
        }
        guard !chosen.isEmpty else { throw BenchError("no kernel is called '\(bench.options.filter ?? "")'") }
        let table = Table(
            [("operation", 38), ("uses", 5), ("ms", 9), ("GFLOP/s", 9), ("GB/s", 7), ("of peak", 8)]
                + (peer.map { [("\($0.name) ms", 12), ("ratio", 6)] } ?? []))
        var kernels: [JSON] = []
        // of the operations that arithmetic bounds, as often as the networks use them
        var (total, work) = (0.0, 0.0)
        // of all that the peer has done too
        var compared = (ours: 0.0, peers: 0.0)
        for operation in chosen {
            let operands = try operation.operation()
            let repeated = try Repeated { _ = try bench.compute.run(operands) }
            let isCompared = try peer?.prepare(
                operation, bench.options.precision.peers, repetitions: repeated.repetitions)
            let rounds = try Rounds(
                bench.rounds(default: 5), peer: isCompared == true ? peer : nil, repeated.round)
            let seconds = rounds.seconds
            let uses = networks.counts[operation]!
            let rate = operation.work.map { $0 / seconds }
            let bytes = operation.work == nil ? Double(operation.elements * 4) / seconds : nil
            let share = rate.map { $0 / bench.peak } ?? bytes! / bench.peaks.bandwidth
            var cells = [
                operation.name, "\(uses)", milliseconds(seconds), rate.map { fixed($0 / 1e9, 1) } ?? "",
                bytes.map { fixed($0 / 1e9, 1) } ?? "", percent(share),
            ]
            var kernel: JSONObject = [
                "name": .string(operation.name), "uses": .int(Int128(uses)), "seconds": .double(seconds),
                "gflops": rate.map { .double($0 / 1e9) } ?? .null,
                "gb_per_second": bytes.map { .double($0 / 1e9) } ?? .null, "share_of_peak": .double(share),
            ]
            if let peer, let peerSeconds = rounds.peerSeconds(bench.options.precision.peers),
                let ratio = rounds.ratio(to: bench.options.precision.peers)
            {
                cells += [milliseconds(peerSeconds), fixed(ratio, 2)]
                compared.ours += seconds * Double(uses)
                compared.peers += peerSeconds * Double(uses)
                kernel["\(peer.name)_seconds"] = .double(peerSeconds)
                kernel["ratio"] = .double(ratio)
            }
            table.row(cells)
            kernels.append(.object(kernel))
            if let own = operation.work {
                total += seconds * Double(uses)
                work += own * Double(uses)
            }
        }
        var more: JSONObject = ["kernels": .array(kernels)]
        if let peer { more[peer.name] = .string(peer.version) }
        if let peer, compared.ours > 0 {
            print(
                "\(peer.name) \(peer.version), as often as they are used: \(fixed(compared.peers, 3)) s, "
                    + "\(fixed(compared.peers / compared.ours, 2)) times ours")
            more["\(peer.name)_seconds"] = .double(compared.peers)
        }
        guard total > 0 else {
            let seconds = kernels.reduce(0) { $0 + ($1["seconds"]?.number ?? 0) * ($1["uses"]?.number ?? 0) }
            return bench.report(seconds: seconds, work: nil, more: more)
        }
        bench.printResult("products, as often as they are used", seconds: total, work: work)
        return bench.report(seconds: total, work: work, more: more)
    }
}
