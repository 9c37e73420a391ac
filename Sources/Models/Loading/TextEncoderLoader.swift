package import Tensors

/// Loads text encoders from files of their own: one, or SDXL's two in any order.
package struct TextEncoderLoader: ModelLoader {
    package static let kind = "clip"

    package init() {}

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedTextEncoder {
        let found = try files.map { file in
            guard let found = ModelDetector(file).textEncoder else {
                throw ModelError(.notDetected, "\(file.name): no text encoder of a kind that is known")
            }
            return (file: file, found: found)
        }
        let parts: [Part]
        if found.count == 1 {
            // OpenCLIP's bigG alone is that of SDXL's refiner
            parts = found.map { ($0.found.variant, $0.found.layout, $0.file, $0.found.prefix) }
        } else {
            parts = try [CLIPVariant.xlL, .xlG].map { variant in
                guard let part = found.first(where: { $0.found.variant.key == variant.key }), found.count == 2 else {
                    throw ModelError(.unsupported, "these text encoders are not SDXL's two: a CLIP-L and a CLIP-G")
                }
                return (variant, part.found.layout, part.file, part.found.prefix)
            }
        }
        return LoadedTextEncoder(try Self.encoder(parts, compute, budget))
    }

    typealias Part = (variant: CLIPVariant, layout: CLIPLayout, file: any WeightSource, prefix: String)

    /// One, or two side by side.
    static func encoder(_ parts: [Part], _ compute: Compute, _ budget: WeightBudget) throws -> any TextEncoder {
        let room = WeightRoom(budget)
        let encoders = try parts.map { part in
            try CLIPTextEncoder(part.layout.reader(part.file, part.prefix, compute, room), part.variant)
        }
        return encoders.count == 1 ? encoders[0] : TwoCLIPTextEncoder(encoders[0], encoders[1])
    }

    package static func parts(of loaded: LoadedTextEncoder) -> [ModelPart] {
        [ModelPart("clip", loaded.encoder.byteCount, loaded.encoder.room)]
    }
}
