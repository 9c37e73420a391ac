/// A block of a transformer, counted from 0 among those of its kind.
package struct TransformerBlockPlace: Sendable, Hashable {
    package enum Kind: Sendable {
        /// With weights of their own for text and picture, or the only kind that there is.
        case double
        /// Over one stream of both.
        case single
    }

    package let kind: Kind
    package let index: Int

    package init(_ kind: Kind, _ index: Int) {
        self.kind = kind
        self.index = index
    }
}
