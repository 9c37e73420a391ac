import Folders
import Formats
import Models
import System
import TestSupport
import Tensors
import Workflow

@testable import Nodes

/// Inputs for any node class, made from its schema, in sizes that grow by a factor of about four from level to level.
struct LargeInputs {
    static let levels = 0...6
    /// Types whose values are made here; those of others come from a node that gives them.
    private static let sharedLevel = 1

    let level: Int
    let nodes: [any Node]
    /// The value of all elements of tensors; nil: various ones.
    private let filling: Float?
    /// Classes that are asked for values already: none is asked by way of itself.
    private var asked: Set<String> = []

    init(_ level: Int, _ nodes: [any Node], filling: Float? = nil) {
        (self.level, self.nodes, self.filling) = (level, nodes, filling)
    }

    /// What its schema's inputs may be; nil where there is nothing of a type.
    func inputs(_ schema: NodeSchema) -> NodeInputs? {
        var (values, declared) = (ValueDictionary(), schema.inputs)
        for input in schema.inputs where input.section != .hidden {
            let given = Self.special[schema.name]?[input.name].map { $0(level) } ?? value(input)
            if input.kind.typeName == "COMFY_AUTOGROW_V3", let list = given?.list {
                let item = input.options?["template"]?["prefix"]?.string ?? "item"
                for (index, value) in list.enumerated() { values["\(input.name).\(item)\(index)"] = value }
            } else if let given {
                values[input.name] = schema.inputIsList ? .list([given, given]) : given
            } else if input.section == .required {
                return nil
            }
            for (inner, value) in nested(input) {
                values[inner.name] = value
                declared.append(inner)
            }
        }
        return NodeInputs(values, declared: declared)
    }

    // MARK: - Sizes

    /// Of pictures and their like.
    private var side: Int { level < 0 ? 64 : min(192 << level, 6144) }
    private var textLength: Int { 1 << (10 + 2 * level) }

    private var image: Tensor { pattern([1, side, side * 3 / 4, 3]) }
    private var mask: Tensor { pattern([1, side, side * 3 / 4]) }
    private var latent: Tensor { pattern([2, 4, side / 2, side * 3 / 8]) }

    /// Numbers that repeat late, without the time that random ones take.
    private func pattern(_ shape: [Int]) -> Tensor {
        if let filling { return Tensor(repeating: filling, shape) }
        var state: UInt32 = 1
        return Tensor(repeating: 0, shape).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) * 0x1p-24
        }
    }

    private func text(_ length: Int) -> String {
        String(repeating: "a (red:1.1) circle, {x|y} \u{e9} ", count: max(length / 28, 1))
    }

    // MARK: - Values

    private func value(_ input: InputSchema) -> Value? {
        switch input.kind {
        case .combo(let choices): return choices.first.map { Value($0) }
        case .named(let type):
            for type in type.split(separator: ",") {
                if let value = value(of: String(type), input) { return value }
            }
            return nil
        }
    }

    private func value(of type: String, _ input: InputSchema) -> Value? {
        switch type {
        case "IMAGE", "COMFY_MATCHTYPE_V3": return .tensor(image)
        case "MASK": return .tensor(mask)
        case "LATENT": return .dictionary(["samples": .tensor(latent)])
        case "AUDIO":
            return Audio(pattern([1, 2, 1 << (14 + 2 * level)]), rate: 44100).value
        case "SIGMAS":
            if let filling { return .tensor(Tensor(repeating: filling, [9])) }
            return .tensor(Tensor((0..<8 << level).map { Float((8 << level) - $0) }, shape: [8 << level]))
        case "INT": return .int(Int128(integer(input)))
        case "FLOAT": return input.options?["default"].map { Value($0) } ?? .float(0.5)
        case "STRING": return .string(string(input))
        case "BOOLEAN": return input.options?["default"].map { Value($0) } ?? .bool(true)
        case "COMBO": return input.options?["options"]?.array?.first.map { Value($0) }
        case "COMFY_DYNAMICCOMBO_V3": return input.options?["options"]?.array?.first?["key"].map { Value($0) }
        case "COMFY_AUTOGROW_V3":
            guard
                let item = input.options?["template"]?["input"]?["required"]?.object?.first(where: { _ in true })?
                    .value,
                let one = value(InputSchema("item", .named(item.array?.first?.string ?? "*")))
            else { return nil }
            return .list([one, one, one])
        case "FLOATS": return .list((0..<100 << level).map { .float(Double($0)) })
        case "*": return .string(text(textLength))
        default: return made(type)
        }
    }

    /// The choice's own inputs.
    private func nested(_ input: InputSchema) -> [(InputSchema, Value)] {
        guard input.kind.typeName == "COMFY_DYNAMICCOMBO_V3",
            let inputs = input.options?["options"]?.array?.first?["inputs"]?["required"]?.object
        else { return [] }
        return inputs.compactMap { name, specification in
            let parts = specification.array ?? []
            guard let type = parts.first else { return nil }
            let kind = type.array.map { InputSchema.Kind.combo($0) } ?? .named(type.string ?? "*")
            let options = parts.count > 1 ? parts[1].object : [:]
            var inner = InputSchema(name, kind, options)
            guard let value = value(inner) else { return nil }
            inner.name = "\(input.name).\(name)"
            return (inner, value)
        }
    }

    private func integer(_ input: InputSchema) -> Int {
        let (own, standard) = (input.options, input.options?["default"]?.int ?? 1)
        let (least, most) = (own?["min"]?.int ?? 0, own?["max"]?.int ?? .max)
        let wanted =
            switch input.name {
            case let name where name.contains("width") || name.contains("height"): min(128 << level, 8192)
            case let name where name.contains("seed"): 1
            case "batch_size", "length", "amount", "repeats", "batch", "count", "num_frames": 1 << (level / 2)
            case "steps": 4 << level
            case let name where name.contains("radius"): min(most, 31)
            case "expand": 1 << (2 * level)
            default: standard
            }
        let step = max(own?["step"]?.int ?? 1, 1)
        let value = min(max(wanted, least), most)
        return step > 1 && value > least && least >= 0 ? least + (value - least) / step * step : value
    }

    private func string(_ input: InputSchema) -> String {
        if input.options?["multiline"]?.bool == true || input.options?["forceInput"]?.bool == true {
            return text(textLength)
        }
        return input.options?["default"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? text(textLength)
    }

    /// From the first node that gives such a value.
    private func made(_ type: String) -> Value? {
        let key = "\(type) \(min(level, Self.sharedLevel)) \(filling ?? 0.5)"
        if let known = Self.known.withLock({ $0[key] }) { return known }
        guard let value = fresh(type) else { return nil }
        Self.known.withLock { $0[key] = value }
        return value
    }

    private static let known = Lock<[String: Value]>([:])

    private func fresh(_ type: String) -> Value? {
        for node in nodes {
            let schema = node.schema
            guard let place = schema.outputs.firstIndex(where: { $0.type == type }), !asked.contains(schema.name),
                !schema.outputs[place].isList, !schema.inputs.contains(where: { $0.kind.typeName == type })
            else { continue }
            var inner = LargeInputs(min(level, Self.sharedLevel), nodes, filling: filling)
            inner.asked = asked.union([schema.name])
            guard let inputs = inner.inputs(schema),
                case .finished(let output)? = try? node.execute(inputs, TestContext()),
                place < output.values.count
            else { continue }
            return output.values[place]
        }
        return nil
    }

    // MARK: - What the schema does not say

    /// By class and input.
    private static let special: [String: [String: @Sendable (_ level: Int) -> Value]] = [
        "SaveImage": ["filename_prefix": { .string(String(repeating: "%date:yyyyMMdd%", count: 10 + $0)) }],
        "RegexExtract": ["regex_pattern": { _ in .string("(a+ ?)+$|(\\(red:\\d+\\.?)+!") }],
        "RegexMatch": ["regex_pattern": { _ in .string("(\\w+\\s?)+$") }],
        "RegexReplace": ["regex_pattern": { _ in .string("(\\w+?)(\\s+)") }, "replace": { _ in .string("\\2\\1") }],
        "StringFormat": [
            "format": { .string(String(repeating: "{value0} and {value1:>9}; ", count: 16 << (2 * $0))) },
            "value0": { _ in .string("x") }, "value1": { _ in .float(0.5) },
        ],
        "ManualSigmas": [
            "sigmas": { level in .string((0..<16 << (2 * level)).map { "\($0).5" }.joined(separator: ", ")) }
        ],
        "JsonExtractString": [
            "json_string": { level in
                let members = (0..<16 << (2 * level)).map { "\"k\($0)\": [\($0), {\"x\": \"\\u00e9\($0)\"}]" }
                return .string("{" + members.joined(separator: ", ") + "}")
            }, "key": { _ in .string("k7") },
        ],
        "ComfyMathExpression": [
            "expression": { level in .string((0..<16 << (2 * level)).map { "\($0) * 2" }.joined(separator: " + ")) }
        ],
    ]
}

extension InputSchema.Kind {
    /// nil for combos in list form.
    fileprivate var typeName: String? { if case .named(let name) = self { name } else { nil } }
}
