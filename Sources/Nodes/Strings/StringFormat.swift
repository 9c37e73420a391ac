internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// Texts made of others by Python's rules.
enum StringFormats {
    static let all: [any Node] = [format, path]

    private static let format = FunctionNode(
        NodeSchema(
            "StringFormat", category: "strings",
            inputs: [
                InputSchema("value0", .named("*"), ["default": "", "forceInput": true]).optional,
                InputSchema("value1", .named("*"), ["default": "", "forceInput": true]).optional,
                InputSchema("value2", .named("*"), ["default": "", "forceInput": true]).optional,
                InputSchema("value3", .named("*"), ["default": "", "forceInput": true]).optional,
                InputSchema("value4", .named("*"), ["default": "", "forceInput": true]).optional,
                InputSchema.string("format", default: "{}", extra: ["multiline": true]).optional,
            ],
            outputs: [OutputSchema("STRING")]
        ).with { $0.description = "Puts values into a text: {} one after another, or {value0} by name." }
    ) { inputs in
        let format = inputs["format"] == nil ? "{}" : try inputs.string("format")
        var names: ValueDictionary = [:]
        for (name, value) in inputs.values where name.hasPrefix("value") { names[name] = shown(value) }
        let isNamed = names.keys.contains { format.contains(text: "{\($0)") }
        let places = isNamed ? [] : names.keys.sorted().compactMap { names[$0] }
        do throws(NodeError) {
            return [.string(try PythonFormat(format: format).expand(places, isNamed ? names : [:]))]
        } catch {
            guard ["KeyError", "IndexError"].contains(error.type) else { throw error }
            return [.string("Format error: " + error.message)]
        }
    }

    /// Large tensors are told by their shape.
    private static func shown(_ value: Value) -> Value {
        switch value {
        case .null: return .string("None")
        case .tensor(let tensor) where tensor.count > 10:
            return .string("<Tensor shape=\(tensor.shape.map(String.init).joined(separator: "x"))>")
        case .tensor(let tensor):
            guard let values = try? floats(tensor) else { return value }
            return .string(list(values.floats[...], values.shape[...]))
        default: return value
        }
    }

    private static func list(_ values: ArraySlice<Float>, _ shape: ArraySlice<Int>) -> String {
        guard let count = shape.first else { return PythonText.repr(Double(values.first ?? 0)) }
        let size = values.count / max(count, 1)
        let parts = (0..<count).map { index in
            let start = values.startIndex + index * size
            return list(values[start..<(start + size)], shape.dropFirst())
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    private static let path = FunctionNode(
        NodeSchema(
            "StringPosixPathJoin", category: "api/openapi",
            inputs: [
                InputSchema.string("value0", default: "", extra: ["forceInput": true, "multiline": false]).optional,
                InputSchema.string("value1", default: "", extra: ["forceInput": true, "multiline": false]).optional,
                InputSchema.string("value2", default: "", extra: ["forceInput": true, "multiline": false]).optional,
                InputSchema.string("value3", default: "", extra: ["forceInput": true, "multiline": false]).optional,
                InputSchema.string("value4", default: "", extra: ["forceInput": true, "multiline": false]).optional,
            ],
            outputs: [OutputSchema("STRING")]
        ).with {
            $0.description = "Joins the parts of a path that are not empty; one that begins with a slash starts anew."
        }
    ) { inputs in
        let parts = try (0..<5).map { "value\($0)" }.filter { inputs[$0] != nil }.map { try inputs.string($0) }
            .filter { !$0.isEmpty }
        guard let first = parts.first else {
            throw NodeError("TypeError", "join() missing 1 required positional argument: 'a'")
        }
        let joined = parts.dropFirst().reduce(first) { path, part in
            part.hasPrefix("/") ? part : path.hasSuffix("/") ? path + part : path + "/" + part
        }
        return [.string(joined)]
    }
}
