package import Tensors

/// Loads a GLIGEN.
package struct GligenLoader: ModelLoader {
    package static let kind = "gligen"

    package init() {}

    package func load(_ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget) throws -> Gligen {
        let file = files[0]
        // some files hold the whole network
        let prefix = "model.diffusion_model."
        let renamed = RenamedSource(file) { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
        guard renamed.info("position_net.null_positive_feature") != nil else {
            throw ModelError.holdsNo("GLIGEN", file)
        }
        return try Gligen(WeightReader(renamed, compute: compute, room: WeightRoom(budget)))
    }

    package static func parts(of gligen: Gligen) -> [ModelPart] {
        [ModelPart("gligen", gligen.byteCount, gligen.room)]
    }
}
