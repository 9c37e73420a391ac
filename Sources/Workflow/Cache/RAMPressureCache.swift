internal import Glibc
internal import System
internal import Tensors

/// Keeps everything until memory runs short, then drops what is large and long unused.
final class RAMPressureCache: NodeCache {
    private struct Item {
        let entry: CacheEntry
        /// The latest prompt that used it, and the moment within.
        var generation: Int
        var touch: Int
    }

    private let headroom: Double
    /// GiB that are free.
    private let available: () -> Double
    private var items: [Signature: Item] = [:]
    private var generation = 0
    private var touches = 0
    /// As `Clock.monotonic` counts.
    private var nextPoll: Int64 = 0

    init(
        headroom: Double, available: @escaping () -> Double = { Double(MachineMemory.own.available) / 0x1p30 }
    ) {
        self.headroom = headroom
        self.available = available
    }

    var usesSignatures: Bool { true }

    func begin(_ nodes: [GraphNode]) {
        generation += 1
        for node in nodes { touch(node) }
    }

    func expand(_ parent: GraphNode, in graph: PromptGraph, into children: [GraphNode]) {
        for child in children { touch(child) }
    }

    func get(_ node: GraphNode, in graph: PromptGraph) -> CacheEntry? {
        touch(node)
        return items[node.signature]?.entry
    }

    func set(_ node: GraphNode, in graph: PromptGraph, _ entry: CacheEntry) {
        touches += 1
        items[node.signature] = Item(entry: entry, generation: generation, touch: touches)
    }

    private func touch(_ node: GraphNode) {
        touches += 1
        guard let index = items.index(forKey: node.signature) else { return }
        items.values[index].generation = generation
        items.values[index].touch = touches
    }

    /// Asks the system at most every 20 ms.
    func poll() {
        let now = Clock.monotonic()
        guard now >= nextPoll else { return }
        nextPoll = now + 20_000_000
        relieve()
    }

    /// Drops entries until a tenth more than the headroom is free, the worst first: bytes, times 1.3 for each prompt since
    /// its last use; the longest untouched among equals (the reference's measure).
    func relieve() {
        guard available() <= headroom else { return }
        TensorMemory.trim()
        let ranked = items.map { signature, item in
            let size = 0.1 + Double(item.entry.outputs.reduce(0) { $0 + Self.byteCount($1) }) * 0.5
            return (score: pow(1.3, Double(generation - item.generation)) * size, touch: item.touch, signature)
        }.sorted { ($0.score, -$0.touch) > ($1.score, -$1.touch) }
        for (_, _, signature) in ranked {
            guard available() < headroom * 1.1 else { return }
            items[signature] = nil
            TensorMemory.trim()
        }
    }

    func clear() { items = [:] }

    private static func byteCount(_ values: [Value]) -> Int {
        values.reduce(0) { sum, value in
            switch value {
            case .tensor(let tensor): sum + tensor.byteCount
            case .list(let values): sum + byteCount(values)
            case .dictionary(let members): sum + byteCount(members.map(\.value))
            default: sum
            }
        }
    }
}
