internal import Formats
internal import System

/// An input that stands for others, as ComfyUI's newer API has them. Which they are depends on what a prompt gives;
/// their names are joined to its own by a dot, and may stand for others again.
indirect enum DynamicInput {
    /// COMFY_AUTOGROW_V3: several inputs of one kind, "images.image0", "images.image1", ..., of which the first
    /// `required` have to be there.
    case autogrow(names: [String], required: Int, template: InputSchema)
    /// COMFY_DYNAMICCOMBO_V3: a choice, each of whose values has inputs of its own.
    case combo([(key: JSON, inputs: [Declared])])
    /// COMFY_DYNAMICSLOT_V3: an input of that type; where it is there, the others are too.
    case slot(type: String, inputs: [Declared])

    /// An input as its class declares it.
    struct Declared {
        let schema: InputSchema
        let dynamic: DynamicInput?

        init(_ schema: InputSchema, at place: String) throws(SchemaError) {
            self.schema = schema
            dynamic = try DynamicInput(schema, at: place)
        }
    }

    static let comboType = "COMFY_DYNAMICCOMBO_V3"
    /// ComfyUI's limit, whatever a template says.
    private static let mostNames = 100

    /// nil if the input is an ordinary one. `place` is where the schema has it.
    init?(_ schema: InputSchema, at place: String) throws(SchemaError) {
        let options = schema.options ?? [:]
        switch schema.kind.name {
        case "COMFY_AUTOGROW_V3": self = try Self.autogrow(options["template"], at: "\(place).template")
        case Self.comboType:
            var choices: [(key: JSON, inputs: [Declared])] = []
            for (index, choice) in try Self.list(options["options"], at: "\(place).options").enumerated() {
                let inputs = try Self.inputs(choice["inputs"], at: "\(place).options[\(index)].inputs")
                choices.append((choice["key"] ?? .null, inputs))
            }
            self = .combo(choices)
        case "COMFY_DYNAMICSLOT_V3":
            guard let type = options["slotType"]?.string else {
                throw SchemaError(message: "\(place).slotType: not a text")
            }
            self = .slot(type: type, inputs: try Self.inputs(options["inputs"], at: "\(place).inputs"))
        default: return nil
        }
    }

    private static func autogrow(_ template: JSON?, at place: String) throws(SchemaError) -> DynamicInput {
        guard let input = try inputs(template?["input"], at: "\(place).input").first?.schema else {
            throw SchemaError(message: "\(place).input: there has to be one")
        }
        let least = template?["min"]?.int ?? 1
        let names: [String]
        if let given = template?["names"] {
            names = try list(given, at: "\(place).names").prefix(mostNames).compactMap(\.string)
        } else {
            guard let prefix = template?["prefix"]?.string else {
                throw SchemaError(message: "\(place): neither names nor a prefix")
            }
            let most = template?["max"]?.int ?? 10
            names = (0..<min(max(most, 0), mostNames)).map { "\(prefix)\($0)" }
        }
        let required = input.section == .required ? min(max(least, 0), names.count) : 0
        return .autogrow(names: names, required: required, template: input)
    }

    /// {"required": {name: [type, options]}, "optional": ...}
    private static func inputs(_ sections: JSON?, at place: String) throws(SchemaError) -> [Declared] {
        guard let sections = sections?.object else { throw SchemaError(message: "\(place): not an object") }
        var inputs: [Declared] = []
        for schema in try NodeSchema.inputs(sections, orders: [:], at: place) where schema.section != .hidden {
            inputs.append(try Declared(schema, at: "\(place).\(schema.section.rawValue).\(schema.name)"))
        }
        return inputs
    }

    private static func list(_ json: JSON?, at place: String) throws(SchemaError) -> [JSON] {
        guard let list = json?.array else { throw SchemaError(message: "\(place): not a list") }
        return list
    }

    /// Whether any input that may come of it is lazy.
    var hasLazyInputs: Bool {
        switch self {
        case .autogrow(_, _, let template): template.isLazy
        case .combo(let choices): choices.contains { $0.inputs.contains(where: \.isLazy) }
        case .slot(_, let inputs): inputs.contains(where: \.isLazy)
        }
    }

    /// What `own` stands for where a prompt gives these inputs; `own` itself is among them where it takes a value.
    fileprivate func expand(_ own: InputSchema, _ given: (String) -> JSON?, into inputs: inout [InputSchema]) {
        switch self {
        case .autogrow(let names, let required, let template):
            for (index, name) in names.enumerated() {
                var input = template
                input.name = "\(own.name).\(name)"
                input.section = index < required ? .required : .optional
                inputs.append(input)
            }
        case .combo(let choices):
            inputs.append(own)
            guard let value = given(own.name) else { return }
            guard let choice = choices.first(where: { PythonComparison.equal($0.key, value) }) else { return }
            choice.inputs.expand(below: own.name, given, into: &inputs)
        case .slot(let type, let others):
            var input = own
            input.kind = .named(type)
            inputs.append(input)
            if given(own.name) != nil { others.expand(below: own.name, given, into: &inputs) }
        }
    }
}

extension DynamicInput.Declared {
    var isLazy: Bool { schema.isLazy || dynamic?.hasLazyInputs == true }
}

extension [DynamicInput.Declared] {
    /// The inputs that a node has for which a prompt gives these.
    func expand(_ given: (String) -> JSON?) -> [InputSchema] {
        var inputs: [InputSchema] = []
        expand(below: nil, given, into: &inputs)
        return inputs
    }

    fileprivate func expand(below prefix: String?, _ given: (String) -> JSON?, into inputs: inout [InputSchema]) {
        for declared in self {
            var input = declared.schema
            if let prefix { input.name = "\(prefix).\(input.name)" }
            if let dynamic = declared.dynamic {
                dynamic.expand(input, given, into: &inputs)
            } else {
                inputs.append(input)
            }
        }
    }
}
