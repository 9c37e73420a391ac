/// A wire from an output to an input. Ids are texts, whatever the file has.
struct EditorLink {
    /// Stands for the inputs of a subgraph, seen from inside.
    static let subgraphInput = "-10"
    /// Stands for its outputs.
    static let subgraphOutput = "-20"

    let origin: String
    let originSlot: Int
    let target: String
    let targetSlot: Int
}
