package import Tensors

/// Loads a network that enlarges pictures: ESRGAN in its older and newer forms, its compact form, SwinIR, SPAN,
/// RealPLKSR.
package struct UpscalerLoader: ModelLoader {
    package static let kind = "upscale_model"

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedUpscaler {
        let file = Self.unwrapped(files[0])
        func reader(_ source: any WeightSource) -> WeightReader {
            WeightReader(source, compute: compute, room: WeightRoom(budget))
        }
        if ESRGANNames.isIn(file) { return LoadedUpscaler(try ESRGAN(reader(ESRGANNames.renamed(file)))) }
        if file.info(SwinIR.marker) != nil, file.info("norm.weight") != nil {
            return LoadedUpscaler(try SwinIR(reader(file)))
        }
        if file.info("body.0.weight")?.shape.count == 4, file.info("body.1.weight")?.shape.count == 1 {
            return LoadedUpscaler(try CompactUpscaler(reader(file)))
        }
        if SPAN.markers.allSatisfy({ file.info($0) != nil }) { return LoadedUpscaler(try SPAN(reader(file))) }
        if RealPLKSR.markers.allSatisfy({ file.info($0) != nil }) {
            return LoadedUpscaler(try RealPLKSR(reader(file)))
        }
        throw ModelError.holdsNo("upscaler that is known", file)
    }

    /// Without what some trainers put around the network.
    private static func unwrapped(_ file: any WeightSource) -> any WeightSource {
        for prefix in ["params_ema.", "params.", "model_state_dict.", "state_dict.", "module.", "netG."] {
            let count = file.names.count { $0.hasPrefix(prefix) }
            guard count > 2 else { continue }
            return unwrapped(
                RenamedSource(file) { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil })
        }
        return file
    }

    package static func parts(of loaded: LoadedUpscaler) -> [ModelPart] {
        [ModelPart("upscale_model", loaded.network.byteCount, loaded.network.room)]
    }
}
