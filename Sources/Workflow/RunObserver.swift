/// Watches the nodes of a run, for traces and measurements. Called on the thread that runs the prompt.
package protocol RunObserver: Sendable {
    /// A node begins. Told again each time that it goes on after it waited: for lazy inputs, an expansion, another
    /// thread.
    func nodeBegins(_ node: ObservedNode)
    /// A node has begun and waits for something; others run meanwhile.
    func nodeWaits(_ node: ObservedNode)
    /// A node has its outputs, or has failed.
    func nodeEnds(_ node: ObservedNode, _ error: NodeError?)
}

/// What an observer learns of a node.
package struct ObservedNode: Sendable {
    package var id: String
    package var className: String
    /// The node whose expansion it belongs to.
    package var parentID: String?

    package init(id: String, className: String, parentID: String? = nil) {
        self.id = id
        self.className = className
        self.parentID = parentID
    }
}
