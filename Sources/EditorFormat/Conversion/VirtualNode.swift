internal import Formats

/// Nodes of packs that are in the editor alone: no prompt has them. Sources: kijai/ComfyUI-KJNodes, web/js/setgetnodes.js;
/// rgthree/rgthree-comfy, src_web/comfyui.
package enum VirtualNode {
    /// What a node of such a type is; nil: of another type.
    static func kind(_ node: EditorNode) -> PreparedNode.Kind? { kinds[node.type]?(node) }

    package static func contains(_ type: String) -> Bool { kinds[type] != nil }

    private static let kinds: [String: @Sendable (EditorNode) -> PreparedNode.Kind] = {
        let ornaments = [
            "Bookmark (rgthree)", "Fast Actions Button (rgthree)", "Fast Bypasser (rgthree)",
            "Fast Groups Bypasser (rgthree)", "Fast Groups Muter (rgthree)", "Fast Muter (rgthree)", "Label (rgthree)",
            "Mute / Bypass Relay (rgthree)", "Mute / Bypass Repeater (rgthree)", "Node Collector (rgthree)",
            "Random Unmuter (rgthree)",
        ]
        let others: [String: @Sendable (EditorNode) -> PreparedNode.Kind] = [
            "SetNode": { name($0).map { .setter($0) } ?? .passage },
            "GetNode": { name($0).map { .getter($0) } ?? .ornament },
            "Reroute (rgthree)": { _ in .passage },
        ]
        return ornaments.reduce(into: others) { kinds, type in kinds[type] = { _ in .ornament } }
    }()

    private static func name(_ node: EditorNode) -> String? {
        guard let name = node.values?.first?.string, !name.isEmpty else { return nil }
        return name
    }
}
