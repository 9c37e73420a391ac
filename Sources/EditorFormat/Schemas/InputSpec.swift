internal import Formats
internal import System

/// An input as its class declares it.
struct InputSpec {
    var name: String
    /// "INT", "LATENT", ...; "COMBO" for a list of choices.
    let type: String
    /// The choices of a combo, where they are known.
    let choices: [JSON]
    let options: JSONObject

    /// `[type, options]`, or a bare type. nil: neither.
    init?(_ name: String, _ json: JSON) {
        let parts = json.array ?? [json]
        options = parts.count > 1 ? parts[1].object ?? [:] : [:]
        self.name = name
        switch parts.first {
        case .string(let type):
            self.type = type
            choices = type == "COMBO" ? options["options"]?.array ?? [] : []
        case .array(let list):
            type = "COMBO"
            choices = list
        default: return nil
        }
    }

    /// {"required": {name: [type, options]}, "optional": ...}: the inputs that a node shows, in order.
    static func list(_ sections: JSON?, order: JSON? = nil) -> [InputSpec] {
        ["required", "optional"].flatMap { section -> [InputSpec] in
            guard let inputs = sections?[section]?.object else { return [] }
            var names = (order?[section]?.array ?? []).compactMap(\.string)
            let ordered = Set(names)
            names += inputs.keys.filter { !ordered.contains($0) }
            return names.compactMap { name in inputs[name].flatMap { InputSpec(name, $0) } }
        }
    }

    private static let widgetTypes: Set<String> = [
        "INT", "FLOAT", "BOOLEAN", "STRING", "COMBO", dynamicCombo, "MARKDOWN", "TEXTAREA", "COLOR", "IMAGEUPLOAD",
        "AUDIOUPLOAD", "AUDIO_UI", "AUDIO_RECORD", "WEBCAM", "LOAD_3D", comparison, "PREVIEW_3D", "IMAGECROP",
        "BOUNDING_BOX", "BOUNDING_BOXES",
        "CHART", "CURVE", "RANGE",
    ]
    static let dynamicCombo = "COMFY_DYNAMICCOMBO_V3"
    /// Shows two pictures, whose places the file may have; the prompt never has.
    static let comparison = "IMAGECOMPARE"

    /// Whether the node has a place for a value, not a socket alone.
    var isWidget: Bool { Self.widgetTypes.contains(type) && !isForced }
    /// A socket alone, though the type has widgets.
    var isForced: Bool { options["forceInput"]?.bool == true }

    /// Whether a choice of what happens to the value after each run stands behind it ("fixed", "randomize", ...).
    var hasControl: Bool {
        switch options["control_after_generate"] {
        case .bool(let flag)?: flag
        case .string?: true
        default: type == "INT" && (name == "seed" || name == "noise_seed")
        }
    }

    /// A text field of several lines.
    var isMultiline: Bool { type == "STRING" && options["multiline"]?.bool == true }

    /// Whether a choice is made of texts like "{red|blue}".
    var hasDynamicPrompts: Bool { options["dynamicPrompts"]?.bool == true }

    /// The value of a new node; nil if there is none.
    var defaultValue: JSON? {
        if let value = options["default"] { return value }
        switch type {
        case "INT", "FLOAT": return 0
        case "STRING": return ""
        case "BOOLEAN": return false
        case "COMBO": return options["multiselect"]?.bool == true ? [] : choices.first
        case Self.comparison: return ["", ""]
        case Self.dynamicCombo: return options["options"]?.array?.first?["key"]
        default: return nil
        }
    }
}
