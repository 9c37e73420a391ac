internal import System
internal import Tensors

/// What a recipe makes its text encoder of: the weights of each encoder that was found, by the recipe's keys.
///
/// An encoder with patched weights is made of the same parts with other readers.
struct TextEncoderParts: Sendable {
    /// Of one encoder.
    struct Part: Sendable {
        let found: FoundTextEncoder
        let reader: WeightReader
    }

    private let parts: [String: Part]
    /// What the encoder that is made is to hold as its weights.
    let weights: PatchableWeights<any TextEncoder>
    let room: WeightRoom
    private let kept: Kept

    /// What encoders with other weights go on using: tokenizers.
    private final class Kept: Sendable {
        let things = Lock<[String: any Sendable]>([:])
    }

    subscript(_ key: String) -> Part? { parts[key] }

    /// A part that the recipe says is always there.
    func part(_ key: String) -> Part {
        guard let part = parts[key] else { preconditionFailure("a recipe without \(key)") }
        return part
    }

    /// Something of a name that is made once, however often the weights change.
    func kept<T: Sendable>(_ name: String, _ make: () throws -> T) throws -> T {
        if let known = kept.things.withLock({ $0[name] }), let thing = known as? T { return thing }
        let thing = try Refusal.noticing(make)
        kept.things.withLock { $0[name] = thing }
        return thing
    }

    /// One of CLIP's, of the key `clip_l`, `clip_g` or `clip_h`; nil if it is not there.
    func clip(_ variant: CLIPVariant) throws -> CLIPTextEncoder? {
        try parts["clip_\(variant.key)"].map { try CLIPTextEncoder($0.reader, variant, weights) }
    }

    /// The text encoder that a recipe makes of what was found.
    ///
    /// - Parameter found: by the recipe's keys, in the order of its parts.
    static func encoder(
        _ recipe: TextEncoderRecipe, _ found: [(key: String, encoder: FoundTextEncoder)], _ compute: Compute,
        _ budget: WeightBudget
    ) throws -> any TextEncoder {
        let (room, kept) = (WeightRoom(budget), Kept())
        let readers = found.map { $0.encoder.reader(compute, room) }
        @Sendable func parts(_ readers: [WeightReader], _ weights: PatchableWeights<any TextEncoder>)
            -> TextEncoderParts
        {
            let parts = zip(found, readers).map { ($0.key, Part(found: $0.encoder, reader: $1)) }
            return TextEncoderParts(
                parts: Dictionary(uniqueKeysWithValues: parts), weights: weights,
                room: readers.first?.room ?? room, kept: kept)
        }
        let weights = PatchableWeights<any TextEncoder>(
            zip(found, readers).map { found, reader in
                .init("\(found.key).transformer.\(found.encoder.kind.isCLIP ? "text_model." : "")", reader)
            }
        ) { readers, weights in try recipe.build(parts(readers, weights)) }
        return try recipe.build(parts(readers, weights))
    }
}
