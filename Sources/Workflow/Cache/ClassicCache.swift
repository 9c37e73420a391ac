internal import Formats
internal import System

/// Keeps what the latest prompt used. Each expansion has a scope of its own, which goes with the node that expanded.
final class ClassicCache: NodeCache {
    /// A node that may expand: ids do not change from prompt to prompt.
    private struct Owner: Hashable {
        let id: ExactString
        let className: ExactString

        init(_ node: GraphNode) {
            id = ExactString(node.id)
            className = ExactString(node.className)
        }
    }
    private struct Scope {
        var entries: [Signature: CacheEntry] = [:]
        /// The nodes of an expansion.
        var ids: [String] = []
        /// The scopes of nodes in this one.
        var children: Set<Owner> = []
    }

    private var root = Scope()
    private var scopes: [Owner: Scope] = [:]

    var usesSignatures: Bool { true }

    func begin(_ nodes: [GraphNode]) { clean(&root, keeping: nodes) }

    func expand(_ parent: GraphNode, in graph: PromptGraph, into children: [GraphNode]) {
        let owner = Owner(parent)
        if let grandparent = parent.parent {
            scopes[Owner(graph.nodes[grandparent]), default: Scope()].children.insert(owner)
        } else {
            root.children.insert(owner)
        }
        var scope = scopes.removeValue(forKey: owner) ?? Scope()
        clean(&scope, keeping: children)
        scope.ids = children.map(\.id)
        scopes[owner] = scope
    }

    var expandedIDs: [String] {
        var ids: [String] = []
        var open = Array(root.children)
        while let scope = open.popLast().flatMap({ scopes[$0] }) {
            ids += scope.ids
            open += scope.children
        }
        return ids
    }

    func get(_ node: GraphNode, in graph: PromptGraph) -> CacheEntry? {
        guard let parent = node.parent else { return root.entries[node.signature] }
        return scopes[Owner(graph.nodes[parent])]?.entries[node.signature]
    }

    func set(_ node: GraphNode, in graph: PromptGraph, _ entry: CacheEntry) {
        if let parent = node.parent {
            scopes[Owner(graph.nodes[parent]), default: Scope()].entries[node.signature] = entry
        } else {
            root.entries[node.signature] = entry
        }
    }

    func poll() {}

    func clear() {
        root = Scope()
        scopes = [:]
    }

    private func clean(_ scope: inout Scope, keeping nodes: [GraphNode]) {
        if !scope.entries.isEmpty {
            var used: [Signature: CacheEntry] = [:]
            used.reserveCapacity(min(nodes.count, scope.entries.count))
            for node in nodes { used[node.signature] = scope.entries[node.signature] }
            scope.entries = used
        }
        if !scope.children.isEmpty {
            let owners = Set(nodes.lazy.map { Owner($0) })
            var gone = Array(scope.children.subtracting(owners))
            scope.children.formIntersection(owners)
            while let owner = gone.popLast() {
                if let dropped = scopes.removeValue(forKey: owner) { gone.append(contentsOf: dropped.children) }
            }
        }
    }
}
