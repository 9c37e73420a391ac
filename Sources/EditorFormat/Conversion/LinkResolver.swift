internal import Formats

/// Follows wires back to what gives an input its value.
struct LinkResolver {
    enum Source {
        /// An output of a node of the prompt.
        case output(node: String, slot: Int)
        /// The value that stands at the subgraph's node in place of the input.
        case value(JSON)
        case nothing
    }

    /// An output on the way; what comes of it depends on the type that is looked for.
    private struct Stop: Hashable {
        let instance: Int
        let place: Int
        let slot: Int
        let type: String
    }
    private var known: [Stop: Source] = [:]
    /// Stops in all: a chain that is asked for many types is walked for each.
    private var stepCount = 0
    private static let mostSteps = 5_000_000

    /// What an input of a node gets.
    mutating func source(of input: EditorSlot, _ place: Int, in start: Instance) throws(EditorError) -> Source {
        var passed: Set<Stop> = []
        let source = try walk(input, place, start, &passed)
        for stop in passed { known[stop] = source }
        return source
    }

    private mutating func walk(
        _ input: EditorSlot, _ consumer: Int, _ start: Instance, _ passed: inout Set<Stop>
    ) throws(EditorError) -> Source {
        var instance = start
        var next = input.link
        // The one that is looked for: that of the last input on the way that is its node's own
        var type = input.type
        // The node that the wire ends at, as errors name it
        var end = (instance: start, place: consumer)
        // Of the subgraphs around, the outermost value counts
        var promoted: JSON?
        while let link = next {
            if link.origin == EditorLink.subgraphInput, let outer = instance.parent, let node = instance.node {
                guard node.inputs.indices.contains(link.originSlot) else { return .nothing }
                promoted =
                    instance.promoted[link.originSlot] ?? promoted ?? instance.graph.innerValue(link.originSlot)
                end = (outer, instance.place)
                instance = outer
                (next, type) = (node.inputs[link.originSlot].link, node.inputs[link.originSlot].type)
                continue
            }
            promoted = nil
            guard let origin = instance.graph.graph.place(of: link.origin) else {
                throw end.instance.error(
                    end.place,
                    "its input comes from node \(link.origin), which \(instance.graph.graph.name) does not have")
            }
            let stop = Stop(instance: instance.number, place: origin, slot: link.originSlot, type: type)
            if let source = known[stop] { return source }
            guard passed.insert(stop).inserted else {
                throw instance.error(origin, "what it passes on goes in a circle")
            }
            stepCount += 1
            guard stepCount <= Self.mostSteps else { throw end.instance.error(end.place, "too many wires lead to it") }
            let node = instance.graph.nodes[origin]
            end = (instance, origin)
            switch (node.node.mode, node.kind) {
            case (.muted, _), (_, .ornament): return .nothing
            case (.bypassed, _):
                guard let slot = Self.bypass(node, link.originSlot, type) else { return .nothing }
                (next, type) = (node.inputs[slot].link, node.inputs[slot].type)
            case (.runs, .passage), (.runs, .setter): next = node.inputs.first?.link
            case (.runs, .getter(let name)):
                guard let setter = Self.setter(name, instance) else { return .nothing }
                (instance, next) = setter
            case (.runs, .subgraph):
                guard let inner = instance.children[origin],
                    inner.graph.graph.outputs.indices.contains(link.originSlot),
                    let wire = inner.graph.graph.outputs[link.originSlot].link
                else { return .nothing }
                guard wire.origin != EditorLink.subgraphInput else {
                    throw instance.error(
                        origin, "output \(link.originSlot) of \(inner.graph.graph.name) is one of its own inputs")
                }
                (instance, next) = (inner, wire)
            case (.runs, .real): return .output(node: instance.id(origin), slot: link.originSlot)
            }
        }
        return promoted.map { .value($0) } ?? .nothing
    }

    /// The wire that is named so, in the graph or the nearest one around it that has it.
    /// Source: kijai/ComfyUI-KJNodes, web/js/setgetnodes.js.
    private static func setter(_ name: String, _ start: Instance) -> (Instance, EditorLink?)? {
        var instance: Instance? = start
        while let graph = instance {
            if let setter = graph.graph.setter(name) { return (graph, setter.inputs.first?.link) }
            instance = graph.parent
        }
        return nil
    }

    /// The input that a bypassed node passes on as an output: that of the same place if its type fits, else the first
    /// of the type, connected or not. Source: Comfy-Org/ComfyUI_frontend, src/lib/litegraph, ExecutableNodeDTO.
    private static func bypass(_ node: PreparedNode, _ output: Int, _ type: String) -> Int? {
        guard node.outputs.indices.contains(output), output >= 0, !node.inputs.isEmpty else { return nil }
        if isAny(type) { return output < node.inputs.count ? output : 0 }
        let own = node.outputs[output]
        func isRight(_ slot: EditorSlot) -> Bool { fits(slot.type, own) && fits(slot.type, type) }
        if output < node.inputs.count, isRight(node.inputs[output]) { return output }
        return node.inputs.firstIndex { $0.type == type } ?? node.inputs.firstIndex(where: isRight)
    }

    /// Whether a wire may join two types: equal ones, any, or unions with one in common.
    private static func fits(_ a: String, _ b: String) -> Bool {
        if isAny(a) || isAny(b) { return true }
        let b = Set(b.lowercased().split(separator: ","))
        return a.lowercased().split(separator: ",").contains { b.contains($0) }
    }

    /// A type that depends on what is connected, and that the file does not tell, is any.
    private static func isAny(_ type: String) -> Bool { ["*", "", "COMFY_MATCHTYPE_V3"].contains(type) }
}
