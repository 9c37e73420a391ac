/// Keeps about `capacity` nodes' outputs; at a prompt's beginning, those go that the fewest prompts ago used.
final class LRUCache: NodeCache {
    private struct Item {
        let entry: CacheEntry
        /// The latest prompt that used it.
        var generation: Int
    }

    private let capacity: Int
    private var items: [Signature: Item] = [:]
    private var generation = 0

    init(capacity: Int) { self.capacity = max(capacity, 0) }

    var usesSignatures: Bool { true }

    func begin(_ nodes: [GraphNode]) {
        generation += 1
        for node in nodes { items[node.signature]?.generation = generation }
        // Whole generations go, but never what this prompt uses
        while items.count > capacity {
            guard let oldest = items.values.lazy.map(\.generation).min(), oldest < generation else { return }
            items = items.filter { $0.value.generation > oldest }
        }
    }

    func expand(_ parent: GraphNode, in graph: PromptGraph, into children: [GraphNode]) {
        for child in children { items[child.signature]?.generation = generation }
    }

    func get(_ node: GraphNode, in graph: PromptGraph) -> CacheEntry? {
        guard let index = items.index(forKey: node.signature) else { return nil }
        items.values[index].generation = generation
        return items.values[index].entry
    }

    func set(_ node: GraphNode, in graph: PromptGraph, _ entry: CacheEntry) {
        items[node.signature] = Item(entry: entry, generation: generation)
    }

    func poll() {}

    func clear() { items = [:] }
}
