internal import Tensors

/// How a family's text encoder is made of those in files: which it wants and what ComfyUI's loaders call it. A row of the
/// list that loaders go by; each stands in a file of its own.
package struct TextEncoderRecipe: Sendable {
    /// One of the encoders.
    struct Part: Sendable {
        /// ComfyUI's name of it: of weights (`t5xxl.transformer...`), in checkpoints (`text_encoders.t5xxl...`), in
        /// textual inversions and of the prompt that is for it alone.
        let key: String
        /// Those that will do.
        let kinds: [TextEncoderKind]

        init(_ key: String, _ kinds: TextEncoderKind...) { (self.key, self.kinds) = (key, kinds) }
    }

    /// Whose it is, as people call it.
    let name: String
    /// The types that ask for it.
    let types: Set<CLIPType>
    /// Whether it is made under types too that ask for nothing of what the files are.
    var servesAnyType = false
    let parts: [Part]
    /// How many of the parts must be there.
    let least: Int
    let build: @Sendable (TextEncoderParts) throws -> any TextEncoder

    /// - Parameter least: nil for all parts.
    init(
        _ name: String, _ types: Set<CLIPType>, _ parts: [Part], least: Int? = nil,
        build: @escaping @Sendable (TextEncoderParts) throws -> any TextEncoder
    ) {
        (self.name, self.types, self.parts) = (name, types, parts)
        self.least = least ?? parts.count
        self.build = build
    }

    /// All that are known, in the order in which they are tried.
    static let all: [TextEncoderRecipe] = [
        .stableDiffusion1, .stableDiffusion2, .stableDiffusionXLRefiner, .stableDiffusionXL,
        .stableDiffusion3, .flux, .chroma, .pixart, .mochi, .ltxVideo, .wan, .cosmos, .auraFlow,
        .klein4B, .klein8B, .zImage, .flux2, .qwenImage, .hunyuanImage, .omniGen2, .ovisImage,
        .lumina2, .hiDream,
    ]

    /// The files in the order of the parts, with their keys; nil if they are not what is wanted.
    func matched(_ files: [FoundTextEncoder]) -> [(key: String, encoder: FoundTextEncoder)]? {
        var rest = files
        var result: [(key: String, encoder: FoundTextEncoder)] = []
        for part in parts {
            guard let index = rest.firstIndex(where: { part.kinds.contains($0.kind) }) else { continue }
            result.append((part.key, rest.remove(at: index)))
        }
        return rest.isEmpty && result.count >= max(least, 1) ? result : nil
    }

    /// What it wants, for people.
    var wish: String {
        let names = parts.map { $0.kinds.map(\.rawValue).joined(separator: " or ") }
        let all = names.count == 1 ? names[0] : "\(names.dropLast().joined(separator: ", ")) and \(names.last!)"
        return least == parts.count ? all : "\(least == 1 ? "any" : "\(least) or more") of \(all)"
    }

    /// The recipe for files under a type; `stable_diffusion`, which loaders begin with, stands for whatever a file is.
    static func of(
        _ files: [FoundTextEncoder], _ type: CLIPType
    ) throws(ModelError) -> (recipe: TextEncoderRecipe, parts: [(key: String, encoder: FoundTextEncoder)]) {
        let asked = all.filter { $0.types.contains(type) }
        for recipe in asked {
            if let parts = recipe.matched(files) { return (recipe, parts) }
        }
        for recipe in all where recipe.servesAnyType {
            if let parts = recipe.matched(files) { return (recipe, parts) }
        }
        let are = files.map { "\($0.file.name) is a \($0.kind.rawValue)" }.joined(separator: ", ")
        guard !asked.isEmpty else {
            throw ModelError(.unsupported, "text encoders of the type \(type.rawValue) are not supported: \(are)")
        }
        let wishes = asked.map { "\($0.name) wants \($0.wish)" }.joined(separator: "; ")
        let fitting = all.filter { $0.matched(files) != nil }.flatMap(\.types).map(\.rawValue)
        let advice = fitting.isEmpty ? "" : ". They fit the types \(Set(fitting).sorted().joined(separator: ", "))"
        throw ModelError(
            .unsupported,
            "these are not the text encoders of the type \(type.rawValue): \(are); \(wishes)\(advice)")
    }
}
