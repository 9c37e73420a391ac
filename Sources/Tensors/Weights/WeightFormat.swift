/// How the elements of a weight are stored.
package enum WeightFormat: Sendable, Equatable {
    /// One after the other.
    case dense(DType)
    /// Several at a time, which share a scale or the like: block-quantised.
    case blocks(BlockFormat)
    /// As nothing here reads it.
    case opaque(String)

    /// What the format of files calls it.
    package var name: String {
        switch self {
        case .dense(let dtype): dtype.rawValue
        case .blocks(let format): format.name
        case .opaque(let name): name
        }
    }
}
