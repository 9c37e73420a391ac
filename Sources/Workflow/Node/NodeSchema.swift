package import Formats
internal import System

/// What a node class takes and gives: what ComfyUI's `object_info` says of it.
package struct NodeSchema: Sendable {
    package var name: String
    package var displayName: String
    package var category: String
    package var description = ""
    package var inputs: [InputSchema]
    package var outputs: [OutputSchema]
    package var isOutputNode = false
    package var isDeprecated = false
    package var isExperimental = false
    /// The class's display name is its name, and `object_info` says so: in the newer API it has null otherwise.
    package var showsName = false
    /// ComfyUI's NOT_IDEMPOTENT: two equal nodes are not one to the cache.
    package var isNotIdempotent = false
    /// ComfyUI's INPUT_IS_LIST: the node takes whole lists instead of being mapped over them.
    package var inputIsList = false
    /// A coroutine in ComfyUI: started before others that are ready, since it runs beside them.
    package var isAsynchronous = false
    /// What undeclared inputs are taken as (their name and section aside); nil: they are ignored.
    package var anyInput: InputSchema?
    /// Beginnings of the names under which ComfyUI's page gives the values of its own widgets, which are no inputs.
    package var pageInputs: [String] = []
    /// Declared through ComfyUI's newer API, whose `object_info` entries have more keys.
    package var isV3 = false
    /// Where ComfyUI's editor is told that the class comes from ("nodes", "custom_nodes.PACK"); nil: as its kind has it.
    package var pythonModule: String?
    /// Further words that find the class (`object_info`'s `search_aliases`, newer API only); nil where there are none.
    package var searchAliases: [String]?

    package init(
        _ name: String, displayName: String? = nil, category: String, inputs: [InputSchema],
        outputs: [OutputSchema] = []
    ) {
        self.name = name
        self.displayName = displayName ?? name
        self.category = category
        self.inputs = inputs
        self.outputs = outputs
    }
}

extension NodeSchema {
    /// Whether that is a widget of ComfyUI's page: one of the class's, or one that many have.
    func isOfPage(_ name: String) -> Bool {
        ["upload", "control_after_generate", "audioUI"].contains(name) || pageInputs.contains { name.hasPrefix($0) }
    }
}

package struct InputSchema: Sendable {
    package enum Section: String, Sendable, CaseIterable { case required, optional, hidden }

    package enum Kind: Sendable {
        /// "INT", "LATENT", a union "INT,FLOAT", the wildcard "*", or for hidden inputs "PROMPT" and so on.
        case named(String)
        /// A list of admissible values.
        case combo([JSON])
    }

    package var name: String
    package var section: Section
    package var kind: Kind
    /// default, min, max, step, round, multiline, lazy, forceInput, rawLink, tooltip, ...; nil where `object_info`
    /// shows no options at all.
    package var options: JSONObject?
    /// The integers that a link may bring where they are others than those from `min` to `max`, which bound what stands
    /// in the prompt itself: ComfyUI checks no links, and its nodes make sense of more than their widgets offer.
    package var linked: ClosedRange<Int>?

    package init(_ name: String, _ kind: Kind, _ options: JSONObject? = [:], section: Section = .required) {
        self.name = name
        self.kind = kind
        self.options = options
        self.section = section
    }

    /// The integers that the node may be given.
    package var integers: ClosedRange<Int> {
        if let linked { return linked }
        func bound(_ name: String) -> Int? {
            if case .int(let value)? = options?[name] { Int(clamping: value) } else { nil }
        }
        let low = bound("min") ?? .min
        return low...max(bound("max") ?? .max, low)
    }
}

package struct OutputSchema: Sendable {
    package var name: String
    package var type: String
    /// The list of choices that stands in the type's place (which is "COMBO"): classic classes give what fits a widget
    /// with the same list.
    package var choices: [JSON]?
    /// ComfyUI's OUTPUT_IS_LIST.
    package var isList: Bool
    package var tooltip: String?
    /// Some of ComfyUI's classes do not say whether they give a list (they give none): `object_info` has null there.
    package var leavesListOpen = false
    /// Of an output of type COMFY_MATCHTYPE_V3: the template of the inputs whose type it has.
    package var template: String?

    package init(
        _ type: String, name: String? = nil, isList: Bool = false, tooltip: String? = nil, template: String? = nil
    ) {
        self.type = type
        self.name = name ?? type
        self.isList = isList
        self.tooltip = tooltip
        self.template = template
    }

    /// The type as `object_info` has it: a name, or the list of choices.
    package var typeJSON: JSON { choices.map(JSON.array) ?? .string(type) }
}
