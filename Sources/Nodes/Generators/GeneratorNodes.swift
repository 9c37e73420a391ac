internal import Formats
internal import System
internal import Workflow

/// The node classes of this folder: they make lists, over which the nodes behind them are mapped.
enum GeneratorNodes {
    static let all: [any Node] = [
        node("IntRange", [whole("start", 0), whole("end", 1), .int("step", 1)], "INT", "Integers at equal distances.") {
            inputs in
            let (start, end, step) = (try inputs.int("start"), try inputs.int("end"), try inputs.int("step"))
            guard step != 0 else { throw NodeError("ValueError", "range() arg 3 must not be zero") }
            let span = Int128(end) - Int128(start)
            let count = max((span + Int128(step) - Int128(step.signum())) / Int128(step), 0)
            return try (0..<checked(count)).map { .int(Int128(start) + Int128($0) * Int128(step)) }
        },
        node(
            "FloatRange1",
            [number("start", 0), number("end", 1), InputSchema("step", .named("FLOAT"), ["default": 1])],
            "FLOAT", "Numbers at a given distance."
        ) { inputs in
            let (start, end, step) = (try inputs.float("start"), try inputs.float("end"), try inputs.float("step"))
            if step == 0 { return [] }
            return try spaced(start, step, count: Decimal.quotient(of: end, minus: start, by: step))
        },
        node(
            "FloatRange2",
            [
                number("start", 0), number("end", 1),
                InputSchema("fence_posts", .named("INT"), ["default": 2, "min": 0]),
            ],
            "FLOAT", "So many numbers from one to another, both among them."
        ) { inputs in
            let (start, end, posts) = (
                try inputs.float("start"), try inputs.float("end"), try inputs.int("fence_posts")
            )
            if posts == 2 { return [.float(start), .float(end)] }
            return try spaced(start, posts > 1 ? (end - start) / Double(posts - 1) : 0, count: Int128(posts))
        },
        node(
            "FloatRange3",
            [number("start", 0), number("end", 1), InputSchema("spans", .named("INT"), ["default": 1, "min": 0])],
            "FLOAT", "The beginnings of equal spans between two numbers."
        ) { inputs in
            let (start, end, spans) = (try inputs.float("start"), try inputs.float("end"), try inputs.int("spans"))
            return try spaced(start, (end - start) / Double(max(spans, 1)), count: Int128(spans))
        },
        node("StringSplit", [.string("value"), .string("delimiter", default: ",")], "STRING", "The parts of a text.") {
            inputs in
            let delimiter = PythonString(try inputs.string("delimiter"))
            guard delimiter.count > 0 else { throw NodeError("ValueError", "empty separator") }
            return PythonString(try inputs.string("value")).parts(by: delimiter).map { .string($0) }
        },
        FunctionNode(
            NodeSchema(
                "IterateList", category: "generators", inputs: [.socket("value", "*")], outputs: [OutputSchema("*")]
            ).with { $0.description = "Gives the items of a list one by one." }
        ) { [$0["value"] ?? .null] },
    ]

    private static func whole(_ name: String, _ value: Int128) -> InputSchema {
        InputSchema(name, .named("INT"), ["default": .int(value), "step": 0.001])
    }

    private static func number(_ name: String, _ value: Double) -> InputSchema {
        InputSchema(name, .named("FLOAT"), ["default": .double(value), "step": 0.001])
    }

    private static func node(
        _ name: String, _ inputs: [InputSchema], _ type: String, _ description: String,
        _ function: @escaping @Sendable (NodeInputs) throws -> [Value]
    ) -> FunctionNode {
        let schema = NodeSchema(
            name, category: "generators", inputs: inputs, outputs: [OutputSchema(type, isList: true)]
        ).with { $0.description = description }
        return FunctionNode(schema) { [.list(try function($0))] }
    }

    private static func spaced(_ start: Double, _ step: Double, count: Int128) throws -> [Value] {
        try (0..<checked(count)).map { .float(start + Double($0) * step) }
    }

    /// As many items as a list may have.
    private static func checked(_ count: Int128) throws(NodeError) -> Int {
        guard count <= 1 << 24 else { throw NodeError("MemoryError", "a list of \(count) items") }
        return Int(max(count, 0))
    }
}

extension InputSchema {
    fileprivate static func int(_ name: String, _ value: Int128) -> InputSchema {
        InputSchema(name, .named("INT"), ["default": .int(value)])
    }
}
