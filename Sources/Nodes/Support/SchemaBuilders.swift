internal import Formats
internal import System
internal import Workflow

/// Short forms for the inputs of node classes. An input whose entry in ComfyUI's `object_info` has no options at all gets
/// no tooltip either, so that the entries stay equal.
extension InputSchema {
    /// An input that only a link can fill.
    static func link(_ name: String, _ type: String, _ tooltip: String? = nil, section: Section = .required) -> Self {
        InputSchema(name, .named(type), tooltip.map { ["tooltip": .string($0)] }, section: section)
    }

    /// - Parameter linked: what a link may bring, if that is more.
    static func int(
        _ name: String, default value: Int128? = nil, min: Int128, max: Int128, step: Int128? = nil,
        linked: ClosedRange<Int>? = nil, extra: JSONObject = [:], _ tooltip: String? = nil
    ) -> Self {
        var input = number(name, "INT", value.map(JSON.int), .int(min), .int(max), step.map(JSON.int), extra, tooltip)
        input.linked = linked
        return input
    }

    static func float(
        _ name: String, default value: Double? = nil, min: Double, max: Double, step: Double? = nil,
        extra: JSONObject = [:], _ tooltip: String? = nil
    ) -> Self {
        number(name, "FLOAT", value.map(JSON.double), .double(min), .double(max), step.map(JSON.double), extra, tooltip)
    }

    private static func number(
        _ name: String, _ type: String, _ value: JSON?, _ min: JSON, _ max: JSON, _ step: JSON?, _ extra: JSONObject,
        _ tooltip: String?
    ) -> Self {
        var options: JSONObject = [:]
        options["default"] = value
        options["min"] = min
        options["max"] = max
        options["step"] = step
        for (key, value) in extra { options[key] = value }
        options["tooltip"] = tooltip.map(JSON.string)
        return InputSchema(name, .named(type), options)
    }

    static func string(
        _ name: String, default value: String? = nil, extra: JSONObject = [:], _ tooltip: String? = nil
    ) -> Self {
        var options: JSONObject = [:]
        options["default"] = value.map(JSON.string)
        for (key, value) in extra { options[key] = value }
        options["tooltip"] = tooltip.map(JSON.string)
        return InputSchema(name, .named("STRING"), options)
    }

    /// A choice; without options unless `options` or a tooltip are given.
    static func choice(_ name: String, _ values: [String], options: JSONObject? = nil, _ tooltip: String? = nil) -> Self
    {
        var options = options
        if let tooltip { options = (options ?? [:]).setting("tooltip", .string(tooltip)) }
        return InputSchema(name, .combo(values.map(JSON.string)), options)
    }

    /// The same in another section.
    func placed(in section: Section) -> Self {
        var copy = self
        copy.section = section
        return copy
    }

    static func hidden(_ name: String, _ type: String) -> Self {
        InputSchema(name, .named(type), nil, section: .hidden)
    }

    /// The same input, which may be left out.
    var optional: InputSchema {
        var input = self
        input.section = .optional
        return input
    }

    /// What SaveImage and its like take to describe the picture's making.
    static let metadata: [InputSchema] = [.hidden("prompt", "PROMPT"), .hidden("extra_pnginfo", "EXTRA_PNGINFO")]
}

extension JSONObject {
    func setting(_ key: String, _ value: JSON) -> JSONObject {
        var copy = self
        copy[key] = value
        return copy
    }
}

extension NodeSchema {
    func with(_ change: (inout NodeSchema) -> Void) -> NodeSchema {
        var copy = self
        change(&copy)
        return copy
    }
}

/// ComfyUI's MAX_RESOLUTION, in pixels.
let maximumResolution: Int128 = 16384

extension ClosedRange<Int> {
    /// Sizes in pixels that a link may bring: few enough for sums of them not to overflow.
    static let linkedPixels = 0...(1 << 24)
    /// The same where there must be something.
    static let linkedSizes = 1...(1 << 24)
}

/// Classes of ComfyUI's newer API: their inputs always have options, and they may be found by further words.
extension NodeSchema {
    static func v3(
        _ name: String, displayName: String? = nil, category: String, inputs: [InputSchema], outputs: [OutputSchema],
        aliases: [String]? = nil, _ description: String
    ) -> Self {
        NodeSchema(name, displayName: displayName, category: category, inputs: inputs, outputs: outputs).with {
            $0.isV3 = true
            $0.searchAliases = aliases
            $0.description = description
        }
    }
}

extension InputSchema {
    /// An input that only a link can fill, of a class of the newer API.
    static func socket(_ name: String, _ type: String, section: Section = .required) -> Self {
        InputSchema(name, .named(type), [:], section: section)
    }

    /// A choice, of a class of the newer API.
    static func combo(_ name: String, _ values: [String], default value: String? = nil) -> Self {
        let values = values.map(JSON.string)
        var options: JSONObject = ["multiselect": false, "options": .array(values)]
        options["default"] = value.map(JSON.string)
        return InputSchema(name, .combo(values), options)
    }

    /// A choice, of a class of the newer API, each of whose values brings inputs of its own; all of these are required.
    static func choices(_ name: String, _ values: [(key: String, inputs: [InputSchema])]) -> Self {
        let options = values.map { value -> JSON in
            var required: JSONObject = [:]
            for input in value.inputs { required[input.name] = input.configuration }
            return ["key": .string(value.key), "inputs": ["required": .object(required)]]
        }
        return InputSchema(name, .named("COMFY_DYNAMICCOMBO_V3"), ["options": .array(options)])
    }

    static func bool(_ name: String, default value: Bool) -> Self {
        InputSchema(name, .named("BOOLEAN"), ["default": .bool(value)])
    }

    /// A width or a height, and a place, in pixels.
    static func side(_ name: String, min: Int128 = 1, step: Int128 = 1, linked: ClosedRange<Int> = 1 ... .max) -> Self {
        .int(name, default: 512, min: min, max: maximumResolution, step: step, linked: linked)
    }

    static func place(_ name: String, step: Int128 = 1, linked: ClosedRange<Int> = 0 ... .max) -> Self {
        .int(name, default: 0, min: 0, max: maximumResolution, step: step, linked: linked)
    }
}
