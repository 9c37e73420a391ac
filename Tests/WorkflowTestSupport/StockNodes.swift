internal import Formats
import System
package import Workflow

/// The classes that most tests use.
package enum StockNodes {
    package static let any = InputSchema.Kind.named("*")
    package static let int = InputSchema.Kind.named("INT")

    /// Shows what it is given: {"shown": [value, ...]}.
    package static let show = TestNode("Show", [InputSchema("value", any)], [], { $0.isOutputNode = true }) {
        inputs, _ in
        let value: Value = inputs["value"] ?? .string("missing")
        let shown: [JSON] = [JSON(value)]
        return .finished(NodeOutput([], ui: ["shown": .array(shown)]))
    }
    package static let number = TestNode(
        "Number", [InputSchema("value", int, ["default": 0, "min": -100, "max": 100])]
    ) {
        inputs, _ in .values(inputs["value"] ?? .null)
    }
    /// Adds whatever integers it gets.
    package static let add = TestNode("Add", [InputSchema("a", int)]) {
        inputs, _ in
        var sum = 0
        for name in inputs.values.keys { sum += inputs[name]?.int ?? 0 }
        return .ints(sum)
    }
    /// Takes `a` if `which` is below 1, `b` if it is above 1, and both at 1.
    package static let lazy = TestNode(
        "Lazy",
        [InputSchema("which", int), InputSchema("a", int, ["lazy": true]), InputSchema("b", int, ["lazy": true])]
    ) { inputs, _ in .ints((inputs["a"]?.int ?? 0) + (inputs["b"]?.int ?? 0)) }
    .with { node in
        node.onLazy = { inputs in
            let which = inputs["which"]?.int ?? 0
            return (which <= 1 ? ["a"] : []) + (which >= 1 ? ["b"] : [])
        }
    }
    package static let list = TestNode(
        "List", (1...4).map { InputSchema("v\($0)", any, section: $0 == 1 ? .required : .optional) },
        [OutputSchema("*", isList: true)]
    ) { inputs, _ in .values(.list((1...4).compactMap { inputs["v\($0)"] })) }
    package static let sumList = TestNode("SumList", [InputSchema("values", any)], { $0.inputIsList = true }) {
        inputs, _ in
        guard let values = inputs["values"]?.list else { return .ints(-1) }
        return .ints(values.reduce(0) { $0 + ($1.int ?? 0) })
    }
    package static let fail = TestNode("Fail", [InputSchema("value", any)]) { _, _ in
        throw NodeError("ValueError", "no good")
    }
    package static let block = TestNode(
        "Block",
        [
            InputSchema("value", any), InputSchema("below", int),
            InputSchema("message", .named("STRING"), section: .optional),
        ]
    ) { inputs, _ in
        guard let value = inputs["value"]?.int, value < inputs["below"]?.int ?? 0 else {
            return .values(inputs["value"] ?? .null)
        }
        return .values(.object(ExecutionBlocker(message: inputs["message"]?.string)))
    }

    package static var all: [any Node] { [show, number, add, lazy, list, sumList, fail, block] }
}

extension TestNode {
    package init(
        _ name: String, _ inputs: [InputSchema], _ configure: (inout NodeSchema) -> Void,
        _ execute: @escaping @Sendable (NodeInputs, any NodeContext) throws -> NodeResult
    ) {
        self.init(name, inputs, [OutputSchema("INT")], configure, execute)
    }
}
