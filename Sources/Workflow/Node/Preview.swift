package import Formats

/// A picture of a node's work so far.
package enum Preview: Sendable {
    case image(PixelImage)
    /// One that another process keeps under that number: this one says where it comes among the events, and need not
    /// see it.
    case kept(Int)
}
