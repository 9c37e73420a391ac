/// The nodes still to be run, and what they wait for: a topological dissolve of the graph that takes in new links while
/// it goes on (lazy inputs, expansions).
///
/// Among the nodes that are ready, ComfyUI prefers for the user's sake an output node or an asynchronous one, then one
/// that an output node waits for, then one that such a node waits for; among equals the one that was added first. Each
/// preference is a heap here instead of a search, and a node moves up as links are added.
final class ExecutionList {
    private struct Wait: Hashable {
        let from: Int
        let to: Int
    }
    /// A node's state; nodes not in the list have no order.
    private struct Entry {
        /// Place in the order of adding; nil when not pending.
        var order: Int?
        /// How many nodes, and outside events, it waits for.
        var blockCount = 0
        /// Who waits for it, and for whom it waits.
        var blocking: [Int] = []
        var blockedBy: [Int] = []
        /// How many of those that wait for it are output nodes, and how many of them have such waiting for them.
        var outputs = 0
        var secondOutputs = 0
    }

    private let graph: PromptGraph
    private let cache: any NodeCache
    private var entries: [Entry] = []
    private var waits: Set<Wait> = []
    private var ready = [ReadyQueue](repeating: ReadyQueue(), count: 4)
    /// The node of each place in the order of adding.
    private var ordered: [Int] = []
    /// What each pending node has for its links.
    private var inputs: [Int: [Int: CacheEntry?]] = [:]
    private var listeners: [Int: [Int]] = [:]
    private(set) var pendingCount = 0
    private(set) var externalBlocks = 0

    init(_ graph: PromptGraph, _ cache: any NodeCache) {
        self.graph = graph
        self.cache = cache
    }

    // MARK: - Adding

    /// Adds a node and all that it needs.
    func add(_ node: GraphNode) throws(NodeError) {
        var open = [node]
        var added: [Int] = []
        var links: [(from: GraphNode, to: GraphNode)] = []
        while let node = open.popLast() {
            guard insert(node) else { continue }
            added.append(node.index)
            for input in node.inputs {
                guard let link = input.link, input.schema?.isLazy != true else { continue }
                let source = try find(link.source)
                if cache.get(source, in: graph) == nil { open.append(source) }
                links.append((source, node))
            }
        }
        for link in links { try addStrongLink(from: link.from, to: link.to) }
        for index in added { offer(index) }
    }

    /// Makes `to` wait for `from`.
    func addStrongLink(from: GraphNode, to: GraphNode) throws(NodeError) {
        let cached = cache.get(from, in: graph)
        if cached == nil {
            if !isPending(from) { try add(from) }
            if waits.insert(Wait(from: from.index, to: to.index)).inserted { block(to, by: from) }
        }
        connect(from: from, to: to, cached)
    }

    /// Makes a lazy input strong.
    func require(_ name: String, of node: GraphNode) throws(NodeError) {
        guard let input = node.inputs.first(where: { $0.name == name }) else {
            throw NodeError(
                "comfy.component_model.executor_types.NodeInputError",
                "Node \(node.id) says it needs input \(name), but there is no input to that node at all")
        }
        guard let link = input.link else {
            throw NodeError(
                "comfy.component_model.executor_types.NodeInputError",
                "Node \(node.id) says it needs input \(name), but that value is a constant")
        }
        try addStrongLink(from: find(link.source), to: node)
    }

    /// Hands `from`'s outputs to `to` without making it wait.
    func connect(from: GraphNode, to: GraphNode, _ cached: CacheEntry?) {
        if inputs[to.index, default: [:]].updateValue(cached, forKey: from.index) == nil {
            listeners[from.index, default: []].append(to.index)
        }
    }

    func find(_ id: String) throws(NodeError) -> GraphNode {
        guard let node = graph[id] else {
            throw NodeError("comfy.component_model.executor_types.NodeNotFoundError", "Node \(id) not found")
        }
        return node
    }

    private func isPending(_ node: GraphNode) -> Bool {
        node.index < entries.count && entries[node.index].order != nil
    }

    private func insert(_ node: GraphNode) -> Bool {
        if entries.count <= node.index {
            entries += Array(repeating: Entry(), count: max(graph.nodes.count, node.index + 1) - entries.count)
        }
        guard entries[node.index].order == nil else { return false }
        entries[node.index] = Entry(order: ordered.count)
        ordered.append(node.index)
        pendingCount += 1
        return true
    }

    private func block(_ to: GraphNode, by from: GraphNode) {
        entries[to.index].blockCount += 1
        entries[to.index].blockedBy.append(from.index)
        entries[from.index].blocking.append(to.index)
        if to.isOutput {
            entries[from.index].outputs += 1
            if entries[from.index].outputs == 1 {
                for second in entries[from.index].blockedBy where waits.contains(Wait(from: second, to: from.index)) {
                    entries[second].secondOutputs += 1
                    offer(second)
                }
            }
        }
        if entries[to.index].outputs > 0 { entries[from.index].secondOutputs += 1 }
        offer(from.index)
    }

    // MARK: - Values

    /// What `to` has for a link: nil if the source has not run.
    func value(from: GraphNode, to: GraphNode) -> CacheEntry? {
        guard let entry = inputs[to.index]?[from.index] ?? nil else { return nil }
        cache.set(from, in: graph, entry)
        return entry
    }

    /// Gives a node's outputs to all that wait for them.
    func update(_ node: GraphNode, _ entry: CacheEntry) {
        for listener in listeners[node.index] ?? [] where inputs[listener] != nil {
            inputs[listener]?.updateValue(entry, forKey: node.index)
        }
    }

    // MARK: - Running

    /// The next node to run; nil if none is ready.
    func next() -> GraphNode? {
        for rank in ready.indices {
            while let order = ready[rank].first {
                let index = ordered[order]
                guard entries[index].order == order, entries[index].blockCount == 0, self.rank(index) == rank else {
                    ready[rank].removeFirst()
                    continue
                }
                return graph.nodes[index]
            }
        }
        return nil
    }

    /// The node has run for good.
    func complete(_ node: GraphNode) {
        for waiting in entries[node.index].blocking {
            waits.remove(Wait(from: node.index, to: waiting))
            release(waiting)
        }
        entries[node.index] = Entry()
        pendingCount -= 1
        inputs[node.index] = nil
        listeners[node.index] = nil
    }

    /// Keeps a node from running until `unblock`: it works elsewhere.
    func blockExternally(_ node: GraphNode) {
        externalBlocks += 1
        entries[node.index].blockCount += 1
    }

    func unblock(_ index: Int) {
        externalBlocks -= 1
        release(index)
    }

    /// Which node to blame when nothing is ready any more: since validation finds cycles of the user's nodes, the first
    /// that an expansion made, by what the user sees of it.
    var blamedForCycle: GraphNode? {
        let pending = ordered.enumerated().lazy.filter { self.entries[$1].order == $0 }.map { self.graph.nodes[$1] }
        guard let made = pending.first(where: { $0.displayID != $0.id }) else { return pending.first }
        return graph[made.displayID] ?? made
    }

    private func release(_ index: Int) {
        entries[index].blockCount -= 1
        offer(index)
    }

    /// Enters a node that is ready into the heap of its rank.
    private func offer(_ index: Int) {
        guard let order = entries[index].order, entries[index].blockCount == 0 else { return }
        ready[rank(index)].insert(order)
    }

    private func rank(_ index: Int) -> Int {
        let node = graph.nodes[index]
        if node.isOutput || node.isAsynchronous { return 0 }
        if entries[index].outputs > 0 { return 1 }
        return entries[index].secondOutputs > 0 ? 2 : 3
    }
}
