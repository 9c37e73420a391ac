internal import Formats
internal import System

/// A file of the editor: the workflow and the subgraphs that it defines.
struct EditorFile {
    let root: EditorGraph
    /// By the type of the nodes that stand for them.
    let subgraphs: OrderedDictionary<EditorGraph>

    init(_ json: JSONObject) throws(EditorError) {
        root = try FileReader.graph(json, name: "the workflow", at: "")
        var subgraphs: OrderedDictionary<EditorGraph> = [:]
        let definitions = json["definitions"]?["subgraphs"]
        if let definitions, definitions != .null {
            let place = "definitions.subgraphs"
            for (index, definition) in try FileReader.list(definitions, at: place).enumerated() {
                guard let definition = definition.object, let id = FileReader.id(definition["id"]) else {
                    throw EditorError("\(place)[\(index)]: not an object with an id")
                }
                let name = "the subgraph \"\(definition["name"]?.string ?? id)\""
                subgraphs[id] = try FileReader.graph(definition, name: name, at: "\(place)[\(index)].")
            }
        }
        for (name, group) in json["extra"]?["groupNodes"]?.object ?? [:] {
            guard let graph = try GroupNode.graph(name, group) else { continue }
            for separator in [">", "/"] { subgraphs["workflow\(separator)\(name)"] = graph }
        }
        self.subgraphs = subgraphs
    }
}
