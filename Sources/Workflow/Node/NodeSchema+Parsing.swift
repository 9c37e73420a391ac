package import Formats
internal import System

/// Why a schema in `object_info` form is none, and where.
package struct SchemaError: Error, Sendable {
    package let message: String
}

extension NodeSchema {
    /// A class's entry in ComfyUI's `object_info`, with the keys that comfy.h adds to it.
    package init(objectInfo info: JSONObject) throws(SchemaError) {
        let members = SchemaMembers(info)
        guard let name = try members.string("name"), !name.isEmpty else {
            throw SchemaError(message: "name: a text is required")
        }
        self.init(
            name, displayName: try members.string("display_name"), category: try members.string("category") ?? "",
            inputs: try Self.inputs(members), outputs: try Self.outputs(members))
        description = try members.string("description") ?? ""
        isOutputNode = try members.flag("output_node")
        isDeprecated = try members.flag("deprecated")
        isExperimental = try members.flag("experimental")
        isNotIdempotent = try members.flag("not_idempotent")
        inputIsList = try members.flag("is_input_list")
        isAsynchronous = try members.flag("asynchronous")
        anyInput = try info["any_input"].map { any throws(SchemaError) in
            try InputSchema("", any, .optional, at: "any_input")
        }
        // Only the newer API's entries have it
        isV3 = info["api_node"] != nil
        searchAliases = try members.strings("search_aliases")
        pythonModule = try members.string("python_module")
    }

    private static func inputs(_ members: SchemaMembers) throws(SchemaError) -> [InputSchema] {
        let orders = try members.object("input_order") ?? [:]
        let inputs = try inputs(try members.object("input") ?? [:], orders: orders, at: "input")
        for input in inputs {
            _ = try DynamicInput(input, at: "input.\(input.section.rawValue).\(input.name)")
        }
        return inputs
    }

    /// {"required": {name: [type, options]}, "optional": ..., "hidden": ...}
    static func inputs(
        _ sections: JSONObject, orders: JSONObject, at place: String
    ) throws(SchemaError) -> [InputSchema] {
        var inputs: [InputSchema] = []
        var known: Set<String> = []
        for (key, value) in sections {
            guard let section = InputSchema.Section(rawValue: key) else {
                throw SchemaError(message: "\(place).\(key): there are required, optional and hidden inputs")
            }
            guard let entries = value.object else { throw SchemaError(message: "\(place).\(key): not an object") }
            for name in order(of: entries, orders[key]) {
                let place = "\(place).\(key).\(name)"
                guard known.insert(name).inserted else { throw SchemaError(message: "\(place): declared twice") }
                inputs.append(try InputSchema(name, entries[name] ?? .null, section, at: place))
            }
        }
        return inputs
    }

    /// The names in `input_order`'s order where it has them, the others behind.
    private static func order(of entries: JSONObject, _ order: JSON?) -> [String] {
        var names: [String] = []
        for name in (order?.array ?? []).compactMap(\.string) + entries.keys
        where entries[name] != nil && !names.contains(name) { names.append(name) }
        return names
    }

    private static func outputs(_ members: SchemaMembers) throws(SchemaError) -> [OutputSchema] {
        let types = try members.array("output") ?? []
        let names = try members.array("output_name") ?? []
        let lists = try members.array("output_is_list") ?? []
        let tooltips = try members.array("output_tooltips") ?? []
        var outputs: [OutputSchema] = []
        for (index, type) in types.enumerated() {
            // A list of choices as a type is what combos give
            guard let name = type.string ?? (type.array == nil ? nil : "COMBO"), !name.isEmpty else {
                throw SchemaError(message: "output[\(index)]: not the name of a type")
            }
            var output = OutputSchema(
                name, name: index < names.count ? names[index].string : nil,
                isList: index < lists.count ? lists[index].bool ?? false : false,
                tooltip: index < tooltips.count ? tooltips[index].string : nil)
            output.choices = type.array
            outputs.append(output)
        }
        return outputs
    }
}

extension InputSchema {
    /// `[type, options]`, or a bare type.
    fileprivate init(_ name: String, _ json: JSON, _ section: Section, at place: String) throws(SchemaError) {
        let parts = json.string == nil ? json.array ?? [] : [json]
        let kind: Kind
        switch parts.first {
        case .string(let type) where !type.isEmpty: kind = .named(type)
        case .array(let choices): kind = .combo(choices)
        default: throw SchemaError(message: "\(place): neither the name of a type nor a list of choices")
        }
        guard parts.count <= 2, parts.count < 2 || parts[1].object != nil || parts[1] == .null else {
            throw SchemaError(message: "\(place): the options are not an object")
        }
        self.init(name, kind, parts.count < 2 ? nil : parts[1].object, section: section)
    }
}

/// A schema's members with the types that they have to have.
private struct SchemaMembers {
    private let info: JSONObject

    init(_ info: JSONObject) { self.info = info }

    func string(_ key: String) throws(SchemaError) -> String? { try read(key, "a text", \.string) }
    func object(_ key: String) throws(SchemaError) -> JSONObject? { try read(key, "an object", \.object) }
    func array(_ key: String) throws(SchemaError) -> [JSON]? { try read(key, "a list", \.array) }
    func flag(_ key: String) throws(SchemaError) -> Bool { try read(key, "true or false", \.bool) ?? false }

    func strings(_ key: String) throws(SchemaError) -> [String]? {
        guard let values = try array(key) else { return nil }
        let strings = values.compactMap(\.string)
        guard strings.count == values.count else { throw SchemaError(message: "\(key): not a list of texts") }
        return strings
    }

    private func read<T>(_ key: String, _ what: String, _ get: (JSON) -> T?) throws(SchemaError) -> T? {
        guard let value = info[key], value != .null else { return nil }
        guard let content = get(value) else { throw SchemaError(message: "\(key): not \(what)") }
        return content
    }
}
