internal import Formats
internal import System

/// What the editor needs to know of a node class.
struct ClassSchema {
    let displayName: String
    /// The required ones, then the optional ones.
    let inputs: [InputSpec]
    /// Types.
    let outputs: [String]
    /// The node holds the choices of its one input, and the number of the chosen one, in widgets of its own.
    let hasOwnChoices: Bool

    /// A class's entry in ComfyUI's `object_info`.
    init(_ name: String, objectInfo info: JSONObject) {
        displayName = info["display_name"]?.string ?? name
        inputs = InputSpec.list(info["input"], order: info["input_order"]) + Self.added(to: name)
        outputs = (info["output"]?.array ?? []).map { $0.string ?? "COMBO" }
        hasOwnChoices = name == "CustomCombo"
    }

    /// Widgets that the editor adds to some classes, and sends.
    private static func added(to name: String) -> [InputSpec] {
        guard name == "SaveGLB" || name == "Preview3D" else { return [] }
        return [InputSpec("image", ["PREVIEW_3D", ["default": ""]])].compactMap(\.self)
    }
}
