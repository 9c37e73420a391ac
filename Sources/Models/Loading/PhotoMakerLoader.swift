package import Tensors

/// Loads a PhotoMaker of the first version: a file of its own, or PyTorch's with the LoRA beside it.
package struct PhotoMakerLoader: ModelLoader {
    package static let kind = "photomaker"

    /// Where the published file has it.
    private static let prefix = "id_encoder."

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> PhotoMaker {
        let file = files[0]
        for prefix in [Self.prefix, ""] where file.info(prefix + "fuse_module.mlp1.fc1.weight") != nil {
            let reader = WeightReader(file, compute: compute, room: WeightRoom(budget), roundedTo: .f16)
            return try PhotoMaker(prefix.isEmpty ? reader : reader.at(String(prefix.dropLast())))
        }
        throw ModelError.holdsNo("PhotoMaker that is known", file)
    }

    package static func parts(of model: PhotoMaker) -> [ModelPart] {
        [ModelPart("photomaker", model.byteCount, model.room)]
    }
}
