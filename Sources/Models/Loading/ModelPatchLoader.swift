package import Tensors

/// Loads a file of the folder model_patches.
package struct ModelPatchLoader: ModelLoader {
    package static let kind = "model_patch"

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedModelPatch {
        let (file, room) = (files[0], WeightRoom(budget))
        func patch(
            _ source: any WeightSource, _ make: (WeightReader) throws -> any ModelPatch
        ) throws -> LoadedModelPatch {
            let reader = WeightReader(source, compute: compute, room: room)
            let patch = try make(reader)
            reader.warnOfUnread()
            return LoadedModelPatch(patch)
        }
        func has(_ name: String) -> Bool { file.info(name) != nil }
        if has("controlnet_blocks.0.y_rms.weight") { return try patch(file) { try QwenBlockPatch($0) } }
        if has("control_all_x_embedder.2-1.weight") {
            return try patch(ZImagePatch.renamed(file)) { try ZImagePatch($0) }
        }
        let prefix = "feature_embedder."
        if has("\(prefix)mid_layer_norm.bias") {
            let own = RenamedSource(file) { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
            return try patch(own) { try StyleProjector($0) }
        }
        if has("audio_proj.proj1.weight") {
            throw ModelError(
                .unsupported, "\(file.name) is a model patch of Wan's films (InfiniteTalk), which are not supported")
        }
        throw ModelError.holdsNo("model patch that is known", file)
    }

    package static func parts(of loaded: LoadedModelPatch) -> [ModelPart] {
        [ModelPart("model_patch", loaded.patch.byteCount, loaded.patch.room)]
    }
}

/// A model patch as the store of models keeps it.
package final class LoadedModelPatch: Sendable {
    package let patch: any ModelPatch
    init(_ patch: any ModelPatch) { self.patch = patch }
}
