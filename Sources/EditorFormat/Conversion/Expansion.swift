internal import Formats
internal import System

/// The workflow with every subgraph put in where it stands.
struct Expansion {
    /// Nodes of one prompt: subgraphs that double again and again would fill any memory.
    private static let mostNodes = 100_000
    private static let mostLevels = 64

    let root: Instance
    /// The root and the subgraphs that occur, by number; those that do not are nil.
    private(set) var graphs: [PreparedGraph?]
    private let numbers: [ExactString: Int]
    private let definitions: [EditorGraph]
    private let schemas: SchemaCache
    private var nodeCount = 0
    private var instanceCount = 0

    init(_ file: EditorFile, _ schemas: SchemaCache) throws(EditorError) {
        self.schemas = schemas
        var numbers: [ExactString: Int] = [:]
        var definitions: [EditorGraph] = []
        for (id, graph) in file.subgraphs {
            numbers[ExactString(id)] = definitions.count
            definitions.append(graph)
        }
        self.numbers = numbers
        self.definitions = definitions
        graphs = definitions.map { _ in nil }
        let graph = try Self.prepare(file.root, numbers, definitions, schemas)
        root = Instance(graph, parent: nil, place: 0, prefix: "", number: 0)
        var open: Set<Int> = []
        try fill(root, within: &open)
    }

    private static func prepare(
        _ graph: EditorGraph, _ numbers: [ExactString: Int], _ definitions: [EditorGraph], _ schemas: SchemaCache
    ) throws(EditorError) -> PreparedGraph {
        var nodes: [PreparedNode] = []
        var socketCount = 0
        for node in graph.nodes {
            guard let number = numbers[ExactString(node.type)] else {
                nodes.append(PreparedNode(node, schemas[PreparedNode.className(node.type)]))
                continue
            }
            socketCount += definitions[number].inputs.count
            guard socketCount <= mostNodes else {
                throw EditorError("the subgraphs in \(graph.name) have more than \(mostNodes) inputs")
            }
            nodes.append(PreparedNode(node, subgraph: number, definitions[number]))
        }
        return PreparedGraph(graph, nodes)
    }

    /// Puts in the subgraphs of a graph, and theirs. `open`: those that it is in.
    private mutating func fill(_ instance: Instance, within open: inout Set<Int>) throws(EditorError) {
        nodeCount += instance.graph.nodes.count
        guard nodeCount <= Self.mostNodes else {
            throw EditorError("the subgraphs come to more than \(Self.mostNodes) nodes")
        }
        for (place, node) in instance.graph.nodes.enumerated() {
            guard case .subgraph(let number) = node.kind else { continue }
            // One level down, they stay without what comes in or goes out.
            if instance.parent == nil, node.node.mode != .runs { continue }
            guard open.insert(number).inserted else {
                throw instance.error(place, "\(definitions[number].name) contains itself")
            }
            guard open.count <= Self.mostLevels else {
                throw instance.error(place, "subgraphs are nested deeper than \(Self.mostLevels) levels")
            }
            instanceCount += 1
            nodeCount += 1 + definitions[number].inputs.count
            let graph: PreparedGraph
            if let known = graphs[number] {
                graph = known
            } else {
                graph = try Self.prepare(definitions[number], numbers, definitions, schemas)
                graphs[number] = graph
            }
            let inner = Instance(
                graph, parent: instance, place: place, prefix: instance.id(place) + ":", number: instanceCount)
            InstanceValues.apply(to: inner)
            instance.children[place] = inner
            try fill(inner, within: &open)
            open.remove(number)
        }
    }
}
