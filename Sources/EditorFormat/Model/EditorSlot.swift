/// A socket of a node or of a subgraph.
struct EditorSlot {
    /// Of a node, and of values for its widgets: they are searched one after the other.
    static let most = 1000

    var name: String
    var type: String
    /// The wire that ends here.
    var link: EditorLink?
    /// The widget whose value it replaces.
    var widget: String?
}
