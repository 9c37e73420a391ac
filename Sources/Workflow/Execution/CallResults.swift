internal import Formats
internal import System

/// What the calls of one node gave, put together.
struct CallResults {
    /// One call's values; with `isExpanded`, links into an expansion are among them.
    struct Call {
        let isExpanded: Bool
        let values: [Value]
    }

    var calls: [Call] = []
    var expansions: [Subgraph] = []
    var ui: JSONObject?
    var images: [PixelImage] = []

    init(_ outputs: [NodeOutput], _ schema: NodeSchema) throws(NodeError) {
        for output in outputs {
            let values =
                output.blocker.map { Array(repeating: .object($0), count: schema.outputs.count) } ?? output.values
            if output.ui != nil { images += output.images }
            if let expansion = output.expansion {
                expansions.append(expansion)
                calls.append(Call(isExpanded: true, values: values))
            } else if !values.isEmpty || schema.outputs.isEmpty {
                calls.append(Call(isExpanded: false, values: values))
            }
        }
        ui = try Self.merge(outputs.compactMap(\.ui))
    }

    /// The names that the first call showed, each with all items that the calls have under it; nil if there are none.
    private static func merge(_ shown: [JSONObject]) throws(NodeError) -> JSONObject? {
        guard let first = shown.first, !first.isEmpty else { return nil }
        var merged: JSONObject = [:]
        for name in first.keys {
            var all: [JSON] = []
            for call in shown {
                guard let value = call[name] else { throw NodeError("KeyError", PythonText.repr(name)) }
                all += try items(value)
            }
            merged[name] = .array(all)
        }
        return merged
    }

    /// What Python finds when it goes through a value.
    private static func items(_ value: JSON) throws(NodeError) -> [JSON] {
        switch value {
        case .array(let values): values
        case .string(let text): text.unicodeScalars.map { .string(String($0)) }
        case .object(let members): members.keys.map { .string($0) }
        default: throw NodeError("TypeError", "'\(PythonText.typeName(value))' object is not iterable")
        }
    }

    /// One list of values an output: the calls' lists one after another for a list output, else one value a call.
    static func merge(_ calls: [[Value]], _ schema: NodeSchema) throws(NodeError) -> [[Value]] {
        guard let count = calls.first?.count else { return [] }
        var outputs: [[Value]] = []
        for slot in 0..<count {
            let isList = slot < schema.outputs.count && schema.outputs[slot].isList
            var merged: [Value] = []
            for call in calls {
                guard slot < call.count else { throw NodeError("IndexError", "tuple index out of range") }
                guard isList else {
                    merged.append(call[slot])
                    continue
                }
                switch call[slot] {
                case .list(let values): merged += values
                case .object(let object) where object is ExecutionBlocker: merged.append(call[slot])
                default:
                    throw NodeError(
                        "TypeError", "Output \(slot) of \(schema.name) is to be a list of values, but is a single one")
                }
            }
            outputs.append(merged)
        }
        return outputs
    }
}
