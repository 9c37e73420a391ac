internal import Models
internal import System
internal import Tensors

/// A LoRA that is applied to models; tells what of it fits nothing.
struct LoraUse {
    private let lora: LoraFile
    private let name: String
    private let compute: Compute

    /// - Parameter name: what warnings call it.
    init(_ lora: LoraFile, name: String, environment: NodeEnvironment, cancellation: Cancellation) {
        (self.lora, self.name) = (lora, name)
        compute = environment.compute(cancellation)
    }

    /// The model alone; of layers of text encoders nothing is told.
    func apply(to model: DiffusionModel, _ strength: Double) throws -> DiffusionModel {
        try translatingErrors {
            let patches = try lora.patches(
                model.loraMap, strength: strength, shape: { model.weights?.shape($0) },
                isWanted: { !LoraMap.isOfText($0) })
            warn(patches.unused)
            warn(leftAlone: patches.patches, in: model)
            return try model.patched(by: patches.patches, compute)
        }
    }

    func apply(
        to model: DiffusionModel, _ ofModel: Double, _ clip: ClipObject, _ ofClip: Double
    ) throws -> (DiffusionModel, ClipObject) {
        try translatingErrors {
            let ownPatches = try lora.patches(model.loraMap, strength: ofModel, shape: { model.weights?.shape($0) })
            let textPatches = try lora.patches(
                clip.loraMap, strength: ofClip, shape: { clip.encoder.weights?.shape($0) })
            let unused = Set(textPatches.unused)
            warn(ownPatches.unused.filter(unused.contains))
            warn(leftAlone: ownPatches.patches, in: model)
            return (
                try model.patched(by: ownPatches.patches, compute),
                try clip.patched(by: textPatches.patches, compute)
            )
        }
    }

    private func warn(_ unused: [String]) {
        guard !unused.isEmpty else { return }
        let all = lora.source.names.count
        Warnings.tell("\(name): \(unused.count) of \(all) keys fit nothing in this model: \(Self.some(of: unused))")
    }

    private func warn(leftAlone patches: [String: [any WeightPatch]], in model: DiffusionModel) {
        guard let weights = model.weights else { return }
        let leftAlone = patches.keys.filter { !weights.isPatchedAtLoad($0) }.sorted()
        guard !leftAlone.isEmpty else { return }
        Warnings.tell("\(name): not applied, as in ComfyUI, to \(Self.some(of: leftAlone))")
    }

    private static func some(of names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")
    }
}

extension ClipObject {
    /// The names that LoRA files may have for the encoder's weights.
    var loraMap: LoraMap { LoraMap(textWeights: encoder.weights?.names ?? []) }

    func patched(by patches: [String: [any WeightPatch]], _ compute: Compute) throws -> ClipObject {
        with(encoder: try encoder.patched(by: patches, compute))
    }
}
