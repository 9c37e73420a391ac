internal import Formats

/// A node as the file has it.
struct EditorNode {
    enum Mode { case runs, muted, bypassed }

    let id: String
    let type: String
    let title: String?
    let mode: Mode
    var inputs: [EditorSlot]
    /// Their types.
    let outputs: [String]
    /// `widgets_values`: what the widgets hold, in their order; nil: nothing that counts.
    let values: [JSON]?
    let properties: JSONObject
    /// When the editor would run it.
    let order: Int
}
