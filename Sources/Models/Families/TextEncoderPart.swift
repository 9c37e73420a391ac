/// One of a family's text encoders and where it lies in a checkpoint.
struct TextEncoderPart: Sendable {
    let variant: CLIPVariant
    let layout: CLIPLayout
    /// The places where it may lie; each ends with a dot.
    let prefixes: [String]

    /// Where it lies in files that are saved.
    var savedPrefix: String? {
        guard layout == .huggingFace else { return prefixes.last }
        return prefixes.first.map { $0.hasSuffix("text_model.") ? String($0.dropLast("text_model.".count)) : $0 }
    }
}
