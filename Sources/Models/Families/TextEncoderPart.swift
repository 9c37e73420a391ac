/// One of a family's text encoders and where it lies in a checkpoint.
struct TextEncoderPart: Sendable {
    let variant: CLIPVariant
    let layout: CLIPLayout
    /// The places where it may lie; each ends with a dot.
    let prefixes: [String]
}
