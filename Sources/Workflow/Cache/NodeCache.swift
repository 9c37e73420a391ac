internal import Formats
internal import System

/// What a node gave: for each output the list of its values, what it showed, and what it warned of.
final class CacheEntry: Sendable {
    let outputs: [[Value]]
    let ui: JSONObject?
    let images: [PixelImage]
    let warnings: [String]

    init(outputs: [[Value]], ui: JSONObject?, images: [PixelImage], warnings: [String] = []) {
        self.outputs = outputs
        self.ui = ui
        self.images = images
        self.warnings = warnings
    }
}

/// Keeps nodes' outputs under their signatures, within a prompt and between prompts.
protocol NodeCache: AnyObject {
    /// Whether it looks at signatures at all.
    var usesSignatures: Bool { get }
    /// Begins a prompt of these nodes, which are signed; forgets what the policy says.
    func begin(_ nodes: [GraphNode])
    /// The nodes of expansions that it knows of.
    var expandedIDs: [String] { get }
    /// Takes in the nodes that a node expanded into.
    func expand(_ parent: GraphNode, in graph: PromptGraph, into children: [GraphNode])
    func get(_ node: GraphNode, in graph: PromptGraph) -> CacheEntry?
    func set(_ node: GraphNode, in graph: PromptGraph, _ entry: CacheEntry)
    /// Called after each node.
    func poll()
    func clear()
}

extension NodeCache {
    var expandedIDs: [String] { [] }
}

extension CachePolicy {
    func makeCache() -> any NodeCache {
        switch self {
        case .classic: ClassicCache()
        case .lru(let count): LRUCache(capacity: count)
        case .none: NullCache()
        case .ramPressure(let headroom): RAMPressureCache(headroom: headroom)
        }
    }
}

/// Keeps nothing.
final class NullCache: NodeCache {
    var usesSignatures: Bool { false }
    func begin(_ nodes: [GraphNode]) {}
    func expand(_ parent: GraphNode, in graph: PromptGraph, into children: [GraphNode]) {}
    func get(_ node: GraphNode, in graph: PromptGraph) -> CacheEntry? { nil }
    func set(_ node: GraphNode, in graph: PromptGraph, _ entry: CacheEntry) {}
    func poll() {}
    func clear() {}
}
