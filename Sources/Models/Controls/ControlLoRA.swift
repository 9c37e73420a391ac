internal import Sampling
internal import System
internal import Tensors

/// A ControlNet of which a file holds what is not the controlled model's, and low-rank differences for the rest
/// (Stability AI's Control-LoRA).
final class ControlLoRA: ControlModel {
    private struct Built {
        weak var base: UNet?
        let network: ControlNetwork
    }

    let room: WeightRoom
    let byteCount: Int
    private let file: any WeightSource
    /// For the model that was last controlled.
    private let built = Lock<Built?>(nil)

    init(_ file: any WeightSource, room: WeightRoom) {
        self.file = file
        self.room = room
        byteCount = file.names.reduce(0) { $0 + (file.info($1)?.byteCount ?? 0) }
    }

    private func network(for model: DiffusionModel, _ compute: Compute) throws -> ControlNetwork {
        guard let base = model.network as? UNet else {
            throw ModelError(.badInput, "\(file.name): a Control-LoRA of a UNet cannot control another network")
        }
        if let known = built.withLock({ $0 }), known.base === base { return known.network }
        let whole = LayeredSource([Self.own(file), Self.encoder(of: base)])
        let patched = try PatchedSource(whole, by: try patches(), in: room)
        guard patched.unused.isEmpty else {
            throw ModelError(
                .badInput,
                "\(file.name): this Control-LoRA does not fit the model: \(patched.unused.count) of its differences, "
                    + "\(patched.unused[0]) the first, have no weight there")
        }
        let network = try Refusal.noticing {
            try ControlNetwork(WeightReader(patched, compute: compute, room: room))
        }
        built.withLock { $0 = Built(base: base, network: network) }
        return network
    }

    /// The file's whole weights.
    private static func own(_ file: any WeightSource) -> RenamedSource {
        RenamedSource(file) { name in
            (name.hasSuffix(".weight") || name.hasSuffix(".bias")) && !name.contains(text: "__") ? name : nil
        }
    }

    private static func encoder(of base: UNet) -> any WeightSource {
        let parts = ["time_embed.", "label_emb.", "input_blocks.", "middle_block."]
        let weights = base.weights.relativeSource()
        return RenamedSource(weights) { name in parts.contains { name.hasPrefix($0) } ? name : nil }
    }

    private func patches() throws -> [String: [any WeightPatch]] {
        var patches: [String: [any WeightPatch]] = [:]
        for name in file.names where name.hasSuffix(".up") {
            let stem = String(name.dropLast(3))
            guard file.info("\(stem).down") != nil else {
                throw ModelError(.missingTensor, "\(file.name): no tensor \(stem).down")
            }
            patches["\(stem).weight"] = [
                LowRankPatch(up: try file.weight(name), down: try file.weight("\(stem).down"), scale: 1)
            ]
        }
        return patches
    }

    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?] {
        [try network(for: model, compute).encoded(hint, types, height: height, width: width, compute)]
    }

    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals {
        try network(for: model, compute)(
            x, hint: prepared[0]!, types, timestep: model.sampling.timestep(of: sigma), inputs, compute)
    }
}
