package import Tensors

/// Loads a style adapter or a Redux.
package struct StyleModelLoader: ModelLoader {
    package static let kind = "style_model"

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedStyleModel {
        let (file, room) = (files[0], WeightRoom(budget))
        if file.info("style_embedding") != nil { return LoadedStyleModel(try StyleAdapter(file, compute, room)) }
        if file.info("redux_down.weight") != nil {
            return LoadedStyleModel(try Redux(WeightReader(file, compute: compute, room: room)))
        }
        throw ModelError.holdsNo("style model that is known", file)
    }

    package static func parts(of loaded: LoadedStyleModel) -> [ModelPart] {
        [ModelPart("style_model", loaded.model.byteCount, loaded.model.room)]
    }
}
