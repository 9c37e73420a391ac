package import Formats
internal import System

/// Which node classes a prompt needs that nobody has, and what can be said of them.
package enum MissingClasses {
    /// Classes that are told of; the rest is counted.
    private static let mostShown = 20
    /// Nodes that are named for each.
    private static let mostNodes = 5

    /// A line for each class that is missing; nil if none is.
    ///
    /// - Parameters:
    ///   - prompt: in API format.
    ///   - names: the classes that there are.
    package static func report(_ prompt: JSONObject, names: [String]) -> String? {
        let known = Set(names.map { ExactString($0) })
        var missing: OrderedDictionary<Finding> = [:]
        for (id, node) in prompt {
            guard let name = node["class_type"]?.string, !known.contains(ExactString(name)) else { continue }
            var finding = missing[name] ?? Finding()
            finding.count += 1
            if finding.ids.count < mostNodes { finding.ids.append(id) }
            finding.pack = finding.pack ?? node["_meta"]?["cnr_id"]?.string ?? node["_meta"]?["aux_id"]?.string
            missing[name] = finding
        }
        guard !missing.isEmpty else { return nil }
        let candidates = names + KnownSchemas.names
        var lines = missing.prefix(mostShown).map { name, finding in
            "  \(name) (\(finding.places)): \(explanation(name, finding.pack, candidates))"
        }
        if missing.count > mostShown { lines.append("  and \(missing.count - mostShown) more") }
        return "missing node classes:\n" + lines.joined(separator: "\n")
    }

    private struct Finding {
        var count = 0
        /// The first ones.
        var ids: [String] = []
        /// What the editor's file says of its origin.
        var pack: String?

        var places: String {
            let rest = count > ids.count ? " and \(count - ids.count) more" : ""
            return (count == 1 ? "node " : "nodes ") + ids.joined(separator: ", ") + rest
        }
    }

    private static func explanation(_ name: String, _ pack: String?, _ candidates: [String]) -> String {
        if KnownSchemas.contains(name) {
            let reason = MissingReasons.reason(of: name).map { ": \($0)" } ?? ""
            return "one of ComfyUI's own, which this library does not have" + reason
        }
        if pack == "comfy-core" { return "one of a newer ComfyUI's own" }
        if let pack { return "of the node pack \(pack)" }
        if VirtualNode.contains(name) { return "a node of the editor's alone, which no prompt should have" }
        guard let near = NearestName.find(name, among: candidates) else { return "of a node pack, or misspelt" }
        return "is \(near) meant?"
    }
}
