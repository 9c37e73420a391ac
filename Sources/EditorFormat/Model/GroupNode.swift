internal import Formats
internal import System

/// Group nodes, which the editor had before subgraphs: `extra.groupNodes` of a file holds the nodes that they stand for.
enum GroupNode {
    private struct Wire {
        let origin: Int
        let originSlot: Int
        let target: Int
        let targetSlot: Int
    }

    /// The graph that a group stands for, its nodes called by their places. nil: a group without nodes.
    static func graph(_ name: String, _ json: JSON) throws(EditorError) -> EditorGraph? {
        guard let group = json.object, let nodes = group["nodes"]?.array else { return nil }
        let place = "extra.groupNodes.\(name)."
        var plain: [JSON] = []
        for (index, node) in nodes.enumerated() {
            guard var node = node.object else { throw EditorError("\(place)nodes[\(index)]: not an object") }
            node["id"] = .int(Int128(index))
            plain.append(.object(node))
        }
        var graph = try FileReader.graph(
            ["nodes": .array(plain)], name: "the group node \"\(name)\"", at: place)
        graph.isGroup = true
        let wires = (group["links"]?.array ?? []).compactMap { wire($0, count: nodes.count) }
        for wire in wires where graph.nodes[wire.target].inputs.indices.contains(wire.targetSlot) {
            graph.nodes[wire.target].inputs[wire.targetSlot].link = EditorLink(
                origin: String(wire.origin), originSlot: wire.originSlot, target: String(wire.target),
                targetSlot: wire.targetSlot)
        }
        showInputs(&graph)
        showOutputs(&graph, wires, external: group["external"]?.array ?? [], settings: group["config"])
        return graph
    }

    /// [origin, slot, target, slot, ...]; those from outside have no origin.
    private static func wire(_ json: JSON, count: Int) -> Wire? {
        guard let parts = json.array, parts.count >= 4, let origin = parts[0].int, let originSlot = parts[1].int,
            let target = parts[2].int, let targetSlot = parts[3].int,
            (0..<count).contains(origin), (0..<count).contains(target)
        else { return nil }
        return Wire(origin: origin, originSlot: originSlot, target: target, targetSlot: targetSlot)
    }

    /// What no wire of the group ends at is an input of the group: the sockets, then those in place of widgets.
    private static func showInputs(_ graph: inout EditorGraph) {
        for isWidget in [false, true] {
            for node in graph.nodes.indices {
                for slot in graph.nodes[node].inputs.indices {
                    let input = graph.nodes[node].inputs[slot]
                    guard input.link == nil, (input.widget != nil) == isWidget else { continue }
                    // The editor loses what comes into a group through a Reroute.
                    if graph.nodes[node].type != "Reroute" {
                        graph.nodes[node].inputs[slot].link = EditorLink(
                            origin: EditorLink.subgraphInput, originSlot: graph.inputs.count, target: String(node),
                            targetSlot: slot)
                    }
                    graph.inputs.append(input)
                }
            }
        }
    }

    /// The outputs that no wire of the group leaves, or that are used outside too; `settings` may say otherwise.
    private static func showOutputs(_ graph: inout EditorGraph, _ wires: [Wire], external: [JSON], settings: JSON?) {
        struct Output: Hashable {
            let node: Int
            let slot: Int
        }
        let inner = Set(wires.map { Output(node: $0.origin, slot: $0.originSlot) })
        let outer = Set(
            external.compactMap { entry -> Output? in
                guard let parts = entry.array, parts.count >= 2, let slot = parts[1].int,
                    let node = parts[0].int ?? parts[0]["index"]?.int
                else { return nil }
                return Output(node: node, slot: slot)
            })
        for node in graph.nodes.indices {
            for (slot, type) in graph.nodes[node].outputs.enumerated() {
                let output = Output(node: node, slot: slot)
                let setting = settings?[String(node)]?["output"]?[String(slot)]?["visible"]?.bool
                guard setting ?? (!inner.contains(output) || outer.contains(output)) else { continue }
                let link = EditorLink(
                    origin: String(node), originSlot: slot, target: EditorLink.subgraphOutput,
                    targetSlot: graph.outputs.count)
                graph.outputs.append(EditorSlot(name: "", type: type, link: link))
            }
        }
    }
}
