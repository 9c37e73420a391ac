internal import Formats

/// Nodes of packs that are in the editor alone: no prompt has them. Sources: kijai/ComfyUI-KJNodes, web/js/setgetnodes.js;
/// rgthree/rgthree-comfy, src_web/comfyui.
package enum VirtualNode {
    /// What a node of such a type is; nil: of another type.
    static func kind(_ node: EditorNode) -> PreparedNode.Kind? {
        switch node.type {
        case "SetNode": name(node).map { .setter($0) } ?? .passage
        case "GetNode": name(node).map { .getter($0) } ?? .ornament
        case "Reroute (rgthree)": .passage
        default: ornaments.contains(node.type) ? .ornament : nil
        }
    }

    package static func contains(_ type: String) -> Bool {
        ["SetNode", "GetNode", "Reroute (rgthree)"].contains(type) || ornaments.contains(type)
    }

    private static let ornaments: Set<String> = [
        "Bookmark (rgthree)", "Fast Actions Button (rgthree)", "Fast Bypasser (rgthree)",
        "Fast Groups Bypasser (rgthree)", "Fast Groups Muter (rgthree)", "Fast Muter (rgthree)", "Label (rgthree)",
        "Mute / Bypass Relay (rgthree)", "Mute / Bypass Repeater (rgthree)", "Node Collector (rgthree)",
        "Random Unmuter (rgthree)",
    ]

    private static func name(_ node: EditorNode) -> String? {
        guard let name = node.values?.first?.string, !name.isEmpty else { return nil }
        return name
    }
}
