/// A format of few bits that the reference holds weights in, patched ones too.
package enum HeldFormat: Sendable, Equatable {
    case float8(Float8)
    /// Divided by a scale for the whole weight.
    case scaledFloat8(Float8)
    case nvfp4
}
