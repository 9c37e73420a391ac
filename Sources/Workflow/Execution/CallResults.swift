internal import Formats

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

    init(_ outputs: [NodeOutput], _ schema: NodeSchema) {
        for output in outputs {
            let values =
                output.blocker.map { Array(repeating: .object($0), count: schema.outputs.count) } ?? output.values
            if let shown = output.ui {
                ui = ui.map { Self.merge($0, shown) } ?? shown
                images += output.images
            }
            if let expansion = output.expansion {
                expansions.append(expansion)
                calls.append(Call(isExpanded: true, values: values))
            } else if !values.isEmpty || schema.outputs.isEmpty {
                calls.append(Call(isExpanded: false, values: values))
            }
        }
        if ui?.isEmpty == true { ui = nil }
    }

    private static func merge(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        var merged = first
        for (key, value) in first {
            guard let more = second[key] else { continue }
            merged[key] = .array((value.array ?? [value]) + (more.array ?? [more]))
        }
        return merged
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
