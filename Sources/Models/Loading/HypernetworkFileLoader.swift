package import Tensors

/// Loads a hypernetwork.
package struct HypernetworkFileLoader: ModelLoader {
    package static let kind = "hypernetwork"

    package init() {}

    package func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Hypernetwork {
        try Hypernetwork(files[0])
    }

    package static func parts(of model: Hypernetwork) -> [ModelPart] {
        [ModelPart("hypernetwork", model.byteCount, WeightRoom())]
    }
}
