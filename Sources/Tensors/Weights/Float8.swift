/// An 8-bit float (Micikevicius et al. 2022).
package enum Float8: String, Sendable, CaseIterable {
    /// 4 bits of exponent, 3 of mantissa, no infinity.
    case e4m3
    /// 5 bits of exponent, 2 of mantissa.
    case e5m2

    private var mantissaBits: Int { self == .e4m3 ? 3 : 2 }
    private var leastExponent: Int { self == .e4m3 ? -6 : -14 }
    /// What is above it once rounded has no finite value.
    package var largest: Float { self == .e4m3 ? 448 : 57344 }

    /// The nearest value, to even between two; as PyTorch rounds.
    package func rounded(_ x: Float) -> Float {
        guard !x.isNaN, x != 0 else { return x }
        guard x.isFinite else { return beyond(x) }
        let step = Float(sign: .plus, exponent: max(Int(x.exponent), leastExponent) - mantissaBits, significand: 1)
        let value = (x / step).rounded(.toNearestOrEven) * step
        return abs(value) > largest ? beyond(x) : value
    }

    private func beyond(_ x: Float) -> Float { self == .e4m3 ? .nan : x < 0 ? -.infinity : .infinity }
}
