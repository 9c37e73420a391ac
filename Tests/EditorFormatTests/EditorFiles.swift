import Formats
import System

/// Makes files of the editor.
enum EditorFiles {
    /// - Parameters:
    ///   - inputs: name, type, the wire that ends there, and whether it stands in place of a widget.
    static func node(
        _ id: JSON, _ type: String, _ inputs: [(String, String, Int?, Bool)] = [], values: JSON = [], mode: Int = 0,
        outputs: [String] = ["*"], more: JSONObject = [:]
    ) -> JSON {
        var node: JSONObject = [
            "id": id, "type": .string(type), "mode": .int(Int128(mode)), "widgets_values": values,
            "inputs": .array(
                inputs.map { name, type, link, isWidget in
                    var slot: JSONObject = [
                        "name": .string(name), "type": .string(type), "link": link.map { .int(Int128($0)) } ?? .null,
                    ]
                    if isWidget { slot["widget"] = ["name": .string(name)] }
                    return .object(slot)
                }),
            "outputs": .array(outputs.map { ["name": .string($0), "type": .string($0)] }),
        ]
        for (key, value) in more { node[key] = value }
        return .object(node)
    }

    static func link(_ id: Int, _ origin: JSON, _ originSlot: Int, _ target: JSON, _ targetSlot: Int) -> JSON {
        [
            .int(Int128(id)), origin, .int(Int128(originSlot)), target, .int(Int128(targetSlot)), "*",
        ]
    }

    static func file(_ nodes: [JSON], _ links: [JSON] = [], subgraphs: [JSON] = []) -> JSONObject {
        [
            "nodes": .array(nodes), "links": .array(links), "definitions": ["subgraphs": .array(subgraphs)],
            "version": 0.4,
        ]
    }

    /// - Parameter inputs: name, and the wires that leave it inside.
    static func subgraph(
        _ id: String, _ nodes: [JSON], _ links: [JSON] = [], inputs: [(String, [Int])] = [], outputs: [String] = []
    ) -> JSON {
        [
            "id": .string(id), "name": .string("Sub \(id)"), "nodes": .array(nodes), "links": .array(links),
            "inputs": .array(
                inputs.map { name, links in
                    ["name": .string(name), "type": "*", "linkIds": .array(links.map { .int(Int128($0)) })]
                }), "outputs": .array(outputs.map { ["name": .string($0), "type": .string($0)] }),
        ]
    }
}
