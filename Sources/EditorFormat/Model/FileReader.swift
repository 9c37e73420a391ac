internal import Formats
internal import System

/// Reads the parts of a file, with the place in it where something is wrong.
struct FileReader {
    private struct Slot: Hashable {
        let node: String
        let slot: Int
    }

    /// A graph with its subgraph's sockets, if it is one.
    static func graph(_ json: JSONObject, name: String, at place: String) throws(EditorError) -> EditorGraph {
        var byTarget: [Slot: EditorLink] = [:]
        let links = try links(json["links"], at: "\(place)links") { link in
            // The first one counts
            let slot = Slot(node: link.target, slot: link.targetSlot)
            if byTarget[slot] == nil { byTarget[slot] = link }
        }
        var nodes: [EditorNode] = []
        let entries = try list(json["nodes"], at: "\(place)nodes")
        var ids = NodeIDs(entries, last: json["last_node_id"])
        for (index, node) in entries.enumerated() {
            nodes.append(try Self.node(node, index, &ids, links, byTarget, at: "\(place)nodes[\(index)]"))
        }
        var graph = EditorGraph(name: name, nodes: nodes)
        graph.inputs = try slots(json["inputs"], links, at: "\(place)inputs")
        graph.inputWires = (json["inputs"]?.array ?? []).map { input in
            (input["linkIds"]?.array ?? []).compactMap { id($0).flatMap { links[ExactString($0)] } }
        }
        graph.outputs = try slots(json["outputs"], links, at: "\(place)outputs")
        for index in graph.outputs.indices {
            graph.outputs[index].link = byTarget[Slot(node: EditorLink.subgraphOutput, slot: index)]
        }
        return graph
    }

    private static func node(
        _ json: JSON, _ index: Int, _ ids: inout NodeIDs, _ links: [ExactString: EditorLink],
        _ byTarget: [Slot: EditorLink], at place: String
    ) throws(EditorError) -> EditorNode {
        guard let node = json.object else { throw EditorError("\(place): not an object") }
        guard let given = id(node["id"]) else { throw EditorError("\(place).id: neither a number nor a short text") }
        let id = ids.take(given)
        let title = node["title"]?.string
        guard let type = node["type"]?.string else {
            throw EditorError("its type is no text (\(place).type)", nodeID: id, title: title)
        }
        var inputs = try slots(node["inputs"], links, at: "\(place).inputs")
        // Some files have a wire in the list alone
        for slot in inputs.indices where inputs[slot].link == nil {
            inputs[slot].link = byTarget[Slot(node: id, slot: slot)]
        }
        return EditorNode(
            id: id, type: type, title: title, mode: mode(node["mode"]), inputs: inputs,
            outputs: try slots(node["outputs"], [:], at: "\(place).outputs").map(\.type),
            values: node["widgets_values"]?.array.map { Array($0.prefix(EditorSlot.most)) },
            properties: node["properties"]?.object ?? [:],
            order: node["order"]?.int ?? index)
    }

    private static func mode(_ json: JSON?) -> EditorNode.Mode {
        switch json?.int {
        case 2: .muted
        case 4: .bypassed
        default: .runs
        }
    }

    private static func slots(
        _ json: JSON?, _ links: [ExactString: EditorLink], at place: String
    ) throws(EditorError) -> [EditorSlot] {
        guard let json, json != .null else { return [] }
        let entries = try list(json, at: place)
        guard entries.count <= EditorSlot.most else {
            throw EditorError("\(place): more than \(EditorSlot.most) sockets")
        }
        var slots: [EditorSlot] = []
        for (index, slot) in entries.enumerated() {
            guard let slot = slot.object else { throw EditorError("\(place)[\(index)]: not an object") }
            // names become keys, in which the reader of JSON knows no zero
            let names = [slot["name"]?.string, slot["widget"]?["name"]?.string].compactMap(\.self)
            guard names.allSatisfy({ !$0.utf8.contains(0) }) else {
                throw EditorError("\(place)[\(index)]: a name with a zero character")
            }
            let link = id(slot["link"]).flatMap { links[ExactString($0)] }
            slots.append(
                EditorSlot(
                    name: slot["name"]?.string ?? "", type: slot["type"]?.string ?? "*", link: link,
                    widget: slot["widget"]?["name"]?.string))
        }
        return slots
    }

    /// By id. Older files have them as lists, newer ones as objects.
    private static func links(
        _ json: JSON?, at place: String, note: (EditorLink) -> Void
    ) throws(EditorError) -> [ExactString: EditorLink] {
        guard let json, json != .null else { return [:] }
        var links: [ExactString: EditorLink] = [:]
        for (index, link) in try list(json, at: place).enumerated() where link != .null {
            let parts: [JSON?] =
                link.array ?? ["id", "origin_id", "origin_slot", "target_id", "target_slot"].map { link[$0] }
            guard parts.count >= 5, let key = id(parts[0]), let origin = id(parts[1]), let target = id(parts[3]),
                let originSlot = parts[2]?.int, let targetSlot = parts[4]?.int
            else { throw EditorError("\(place)[\(index)]: not a link: id, origin and its slot, target and its slot") }
            let link = EditorLink(origin: origin, originSlot: originSlot, target: target, targetSlot: targetSlot)
            links[ExactString(key)] = link
            note(link)
        }
        return links
    }

    static func list(_ json: JSON?, at place: String) throws(EditorError) -> [JSON] {
        guard let list = json?.array else { throw EditorError("\(place): not a list") }
        return list
    }

    /// A number or a text, as text. Inner nodes are called by the ids of all subgraphs around them: they must be short.
    static func id(_ json: JSON?) -> String? {
        switch json {
        case .int(let number): number.description
        case .string(let text): text.utf8.count <= 256 && !text.utf8.contains(0) ? text : nil
        default: nil
        }
    }
}
