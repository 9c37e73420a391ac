/// Neighbouring channels of tokens that are heads of an attention.
package struct HeadRows: Sendable {
    /// [B, T, C]
    package let x: Tensor
    package let channels: Range<Int>
    /// Of each head: over the root of its mean square, times a weight [D]; nil: it stays as it is.
    package let norm: (weight: NormWeight, eps: Float)?

    package init(_ x: Tensor, _ channels: Range<Int>, norm: (weight: NormWeight, eps: Float)? = nil) {
        (self.x, self.channels, self.norm) = (x, channels, norm)
    }
}
