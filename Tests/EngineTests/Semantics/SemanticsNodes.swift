import Engine
import Formats
import Glibc
import Synchronization
import System
import Tensors
import Workflow
import WorkflowTestSupport

/// The classes that the semantics' table needs beyond the stock ones.
enum SemanticsNodes {
    static var all: [TestNode] {
        [
            plus, typed, checked, asked, hidden, anything, repeated, countdown, later, steps, pass, changing,
            unlike, tensor, cyclic, needy,
        ] + held
    }

    static let plus = TestNode("Plus", [InputSchema("a", .named("INT")), InputSchema("b", .named("INT"))]) {
        inputs, _ in
        .ints((inputs["a"]?.int ?? 0) + (inputs["b"]?.int ?? 0))
    }

    /// An input of each kind.
    static let typed = TestNode(
        "Typed",
        [
            InputSchema("i", .named("INT"), ["min": -5, "max": 10], section: .optional),
            InputSchema("f", .named("FLOAT"), ["min": 0.0, "max": 1.5], section: .optional),
            InputSchema("s", .named("STRING"), [:], section: .optional),
            InputSchema("b", .named("BOOLEAN"), [:], section: .optional),
            InputSchema("c", .combo(["a", "b", "c"]), [:], section: .optional),
            InputSchema("m", .named("COMBO"), ["options": ["x", "y"], "multiselect": true], section: .optional),
            InputSchema("u", .named("INT,FLOAT"), nil, section: .optional),
            InputSchema("l", .named("LATENT"), nil, section: .optional),
            InputSchema("r", .named("INT"), ["rawLink": true], section: .optional),
        ], { $0.isOutputNode = true }, show)

    /// Checks `a` itself, and the type of what is linked to `any`.
    static let checked = TestNode(
        "Checked",
        [
            InputSchema("a", .named("INT"), ["max": 5]), InputSchema("b", .named("INT"), ["max": 5]),
            InputSchema("any", .named("FLOAT"), section: .optional),
        ], { $0.isOutputNode = true }, show
    ).with { node in
        node.customValidatedInputs = ["a", "input_types"]
        node.onValidate = { inputs in
            if inputs["a"]?.int == 13 { throw NodeError("RuntimeError", "thirteen") }
            if inputs["a"]?.int == 12 { return "" }
            let types = inputs["input_types"]?.dictionary
            if let type = types?["any"]?.string, type != "INT" { return "\(type) is no INT" }
            return (inputs["a"]?.int ?? 0) > 9 ? "a is over 9" : nil
        }
    }

    /// Takes everything by name for its check.
    static let asked = TestNode(
        "Asked", [InputSchema("c", .combo(["x"])), InputSchema("n", .named("INT"), ["max": 5])],
        { $0.isOutputNode = true }, show
    ).with { node in
        node.customValidatedInputs = ["*"]
        node.onValidate = { $0["c"]?.string == "never" ? "never" : nil }
    }

    static let hidden = TestNode(
        "Hidden",
        [
            InputSchema("id", .named("UNIQUE_ID"), section: .hidden),
            InputSchema("info", .named("EXTRA_PNGINFO"), section: .hidden),
            InputSchema("prompt", .named("PROMPT"), section: .hidden),
        ], { $0.isOutputNode = true }, show)

    /// Undeclared inputs are taken as optional ones of any type.
    static let anything = TestNode(
        "Anything", [],
        { schema in
            schema.isOutputNode = true
            schema.anyInput = InputSchema("", .named("*"), ["lazy": true])
        }, show
    ).with { $0.onLazy = { inputs in inputs.missing.filter { $0 != "spare" } } }

    /// Adds `value` to itself `count` times, by an expansion.
    static let repeated = TestNode(
        "Repeated", [InputSchema("value", .named("INT")), InputSchema("count", .named("INT"))]
    ) { inputs, context in
        var graph = GraphBuilder(context)
        var last = inputs["value"] ?? .null
        for _ in 0..<(inputs["count"]?.int ?? 0) {
            last = GraphBuilder.link(graph.node("Plus", inputs: ["a": last, "b": inputs["value"] ?? .null]))
        }
        return .finished(NodeOutput([last], expansion: graph.graph))
    }

    /// A loop: expands into itself until `left` is 0.
    static let countdown = TestNode(
        "Countdown", [InputSchema("left", .named("INT")), InputSchema("sum", .named("INT"))]
    ) { inputs, context in
        let left = inputs["left"]?.int ?? 0
        guard left > 0 else { return .values(inputs["sum"] ?? .null) }
        var graph = GraphBuilder(context)
        let add = graph.node("Plus", id: "add", inputs: ["a": .int(Int128(left)), "b": inputs["sum"] ?? .null])
        let next = graph.node(
            "Countdown", id: "next", inputs: ["left": .int(Int128(left - 1)), "sum": GraphBuilder.link(add)])
        return .finished(NodeOutput([GraphBuilder.link(next)], expansion: graph.graph))
    }

    /// Answers after `ms` from a thread of its own; "fail" fails.
    static let later = TestNode(
        "Later", [InputSchema("value", .named("*")), InputSchema("ms", .named("INT"))], { $0.isAsynchronous = true }
    ) { inputs, _ in
        let pending = PendingOutput()
        let value = inputs["value"] ?? .null
        let milliseconds = inputs["ms"]?.int ?? 0
        HelperThread.start {
            usleep(UInt32(milliseconds) * 1000)
            pending.settle(
                value.string == "fail"
                    ? .failure(NodeError("ValueError", "late")) : .success(NodeOutput([value])))
        }
        return .pending(pending)
    }

    /// "Held" answers only when "Release" has run.
    static var held: [TestNode] {
        let calls = Monitor<[(PendingOutput, Value)]>([])
        let hold = TestNode("Held", [InputSchema("value", .named("*"))], { $0.isAsynchronous = true }) { inputs, _ in
            let pending = PendingOutput()
            calls.withLock { $0.append((pending, inputs["value"] ?? .null)) }
            return .pending(pending)
        }
        let release = TestNode("Release", [InputSchema("value", .named("*"))], { $0.isOutputNode = true }) {
            inputs, _ in
            for (pending, value) in calls.withLock({ $0 }) { pending.settle(.success(NodeOutput([value]))) }
            return .finished(NodeOutput(ui: ["passed": [JSON(inputs["value"] ?? .null)]]))
        }
        return [hold, release]
    }

    /// Says what it does in three ways.
    static let steps = TestNode("Steps", [InputSchema("value", .named("INT"))]) { inputs, context in
        context.text("begin")
        let pixels = PixelImage(width: 2, height: 3, channels: 3, bytes: Array(repeating: 7, count: 18))
        context.progress(value: 1, max: 2, preview: .image(pixels))
        context.progress(value: 2, max: 2, preview: nil)
        return .values(inputs["value"] ?? .null)
    }

    /// An output node with a result of its own.
    static let pass = TestNode("Pass", [InputSchema("value", .named("*"))], { $0.isOutputNode = true }) { inputs, _ in
        .finished(NodeOutput([inputs["value"] ?? .null], ui: ["passed": [JSON(inputs["value"] ?? .null)]]))
    }

    /// Its fingerprint is its `version`, or NaN for a negative one; `version` itself does not count for its result.
    static let changing = TestNode("Changing", [InputSchema("version", .named("INT"))]) { _, _ in .ints(5) }
        .with { node in
            node.onFingerprint = { inputs in
                let version = inputs["version"]?.int ?? 0
                return version < 0 ? .double(.nan) : .int(Int128(version))
            }
        }

    /// Two equal ones are two to the cache.
    static let unlike = TestNode("Unlike", [InputSchema("value", .named("INT"))], { $0.isNotIdempotent = true }) {
        inputs, _ in .values(inputs["value"] ?? .null)
    }

    static let tensor = TestNode("Tensor", [], [OutputSchema("IMAGE")], { _ in }) { _, _ in
        .values(.tensor(Tensor([0, 0.5, 1], shape: [1, 1, 1, 3])))
    }

    /// Expands into a cycle.
    static let cyclic = TestNode("Cyclic", []) { _, context in
        var graph = GraphBuilder(context)
        let first = graph.node("Add", inputs: ["a": .int(1)])
        let second = graph.node("Add", inputs: ["a": GraphBuilder.link(first)])
        graph.setInput("b", of: first, to: GraphBuilder.link(second))
        return .finished(NodeOutput([GraphBuilder.link(second)], expansion: graph.graph))
    }

    /// Asks for an input that there is not.
    static let needy = TestNode("Needy", [InputSchema("a", .named("INT"), ["lazy": true])]) { inputs, _ in
        .values(inputs["a"] ?? .null)
    }.with { $0.onLazy = { _ in ["zz"] } }

    @Sendable private static func show(_ inputs: NodeInputs, _: any NodeContext) throws -> NodeResult {
        var shown: JSONObject = [:]
        for name in inputs.values.keys.sorted() { shown[name] = inputs[name].map { $0.json ?? JSON($0) } }
        return .finished(NodeOutput(ui: ["shown": [.object(shown)]]))
    }
}
