package import Tensors

/// Loads text encoders from files of their own, in any order, and joins them to what a family reads.
package struct TextEncoderLoader: ModelLoader {
    package static let kind = "clip"

    private let type: CLIPType

    package init(_ type: CLIPType = .stableDiffusion) { self.type = type }

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> LoadedTextEncoder {
        let found = try files.map { file in
            guard let found = FoundTextEncoder(file) else {
                let advice = ModelDetector(OriginalLayout.of(file)).advice.map { ". \($0)" } ?? ""
                throw ModelError(.notDetected, "\(file.name): no text encoder of a kind that is known\(advice)")
            }
            return found
        }
        let (recipe, parts) = try TextEncoderRecipe.of(found, type)
        return LoadedTextEncoder(try TextEncoderParts.encoder(recipe, parts, compute, budget))
    }

    typealias Part = (variant: CLIPVariant, layout: CLIPLayout, file: any WeightSource, prefix: String)

    /// One CLIP, or two side by side.
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
