/// Guidance that a network was taught and is told as a number.
package enum EmbeddedGuidance: Sendable, Equatable {
    case scale(Double)
    /// The network is told nothing.
    case none
}
