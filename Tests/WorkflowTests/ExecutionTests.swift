import Formats
import Synchronization
import System
import Tensors
import TestSupport
import Testing
import Workflow
import WorkflowTestSupport

/// One row a rule: a workflow, what runs, and what its `Show` nodes get.
@Suite(.everyExecutor) struct ExecutionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let workflow: String
        let runs: [String]
        let shown: [String: JSON]
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "a chain in order",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 3}}, "2": {"class_type": "Add", "inputs": {"a": ["1", 0], "b": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#,
            runs: ["1", "2", "3"], shown: ["3": [6]]),
        Row(
            name: "undeclared links are passed, undeclared literals are not",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 3}}, "2": {"class_type": "Add", "inputs": {"a": 1, "zz": ["1", 0], "yy": 50}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#,
            runs: ["1", "2", "3"], shown: ["3": [4]]),
        Row(
            name: "a slot counted from the end",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 3}}, "3": {"class_type": "Show", "inputs": {"value": ["1", -1]}}}"#,
            runs: ["1", "3"], shown: ["3": [3]]),
        Row(
            name: "lazy: one of two", workflow: lazy(0), runs: ["4", "1", "4", "5"], shown: ["5": [10]]),
        Row(
            name: "lazy: both", workflow: lazy(1), runs: ["4", "1", "2", "4", "5"], shown: ["5": [30]]),
        Row(
            name: "an output node before the rest",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 1}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Number", "inputs": {"value": 2}}, "4": {"class_type": "Add", "inputs": {"a": ["3", 0]}}, "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}"#,
            runs: ["1", "2", "3", "4", "5"], shown: ["2": [1], "5": [2]]),
        Row(
            name: "mapped over a list",
            workflow:
                #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2, "v3": 3}}, "2": {"class_type": "Add", "inputs": {"a": ["1", 0], "b": ["6", 0]}}, "6": {"class_type": "Number", "inputs": {"value": 10}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#,
            runs: ["6", "1", "2", "3"], shown: ["3": [11, 12, 13]]),
        Row(
            name: "a node that takes the list",
            workflow:
                #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2, "v3": 3}}, "2": {"class_type": "SumList", "inputs": {"values": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#,
            runs: ["1", "2", "3"], shown: ["3": [6]]),
        Row(
            name: "blocked entries of a list are left out",
            workflow:
                #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 5, "v3": 6}}, "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#,
            runs: ["1", "2", "3"], shown: ["3": [5, 6]]),
        Row(
            name: "a blocker goes through a list output",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 1}}, "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3}}, "4": {"class_type": "List", "inputs": {"v1": ["2", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}"#,
            runs: ["1", "2", "4", "3"], shown: [:]),
        Row(
            name: "equal nodes run once",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 1}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#,
            runs: ["1", "2"], shown: ["2": [1], "3": [1]]),
        Row(
            name: "an output that is valid runs without one that is not",
            workflow:
                #"{"1": {"class_type": "Number", "inputs": {"value": 1000}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": 7}}}"#,
            runs: ["3"], shown: ["3": [7]]),
    ]

    static func lazy(_ which: Int) -> String {
        #"{"1": {"class_type": "Number", "inputs": {"value": 10}}, "2": {"class_type": "Number", "inputs": {"value": 20}}, "4": {"class_type": "Lazy", "inputs": {"which": \#(which), "a": ["1", 0], "b": ["2", 0]}}, "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}"#
    }

    @Test(arguments: rows) func row(_ row: Row) throws {
        for policy in [CachePolicy.classic, .lru(100), .none, .ramPressure(headroom: 0)] {
            let runner = Runner(StockNodes.all, policy)
            let outcome = try runner.run(row.workflow)
            #expect(outcome.succeeded)
            #expect(runner.executing == row.runs || policy == .none && row.name == "equal nodes run once", "\(policy)")
            #expect(outcome.outputs.keys.sorted() == row.shown.keys.sorted(), "\(policy)")
            for (id, values) in row.shown { #expect(outcome.shown(id) == values, "\(policy)") }
            let again = try runner.run(row.workflow)
            #expect(again.outputs == outcome.outputs)
            // A node that nobody wants again is not in the list; the rest comes from the cache
            if policy != .none { #expect(runner.executing.isEmpty, "\(policy)") }
        }
    }

    @Test func blockerWithMessage() throws {
        let runner = Runner()
        let outcome = try runner.run(
            #"{"1": {"class_type": "Number", "inputs": {"value": 1}}, "2": {"class_type": "Block", "inputs": {"value": ["1", 0], "below": 3, "message": "stop"}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        )
        #expect(outcome.succeeded && outcome.outputs.isEmpty)
        let expected: JSON = [
            "prompt_id": "P", "node_id": "3", "node_type": "Show", "executed": ["1", "2"],
            "exception_message": "Execution Blocked: stop", "exception_type": "ExecutionBlocked", "traceback": [],
            "current_inputs": [], "current_outputs": [],
        ]
        #expect(runner.data("execution_error") == [expected])
        #expect(runner.story.suffix(3) == ["executing 3", "execution_error", "execution_success"])
    }

    @Test func failureAfterSuccess() throws {
        let runner = Runner()
        let outcome = try runner.run(
            #"{"1": {"class_type": "Number", "inputs": {"value": 1}}, "2": {"class_type": "Fail", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        )
        let failure = try #require(outcome.failure)
        #expect(failure["node_id"] == "2" && failure["node_type"] == "Fail" && failure["executed"] == ["1"])
        #expect(failure["exception_message"] == "no good\n" && failure["exception_type"] == "ValueError")
        #expect(failure["current_inputs"] == ["value": [1]] && failure["current_outputs"] == ["1", "2", "3"])
        #expect(runner.data("execution_error") == [.object(failure)])
    }

    /// What is shown is gone through as Python goes through it, and all calls have to show the same.
    @Test(
        arguments: [
            (["a": [1, 2]], ["a": [1, 2, 1, 2]]), (["a": "xy"], ["a": ["x", "y", "x", "y"]]),
            (["a": ["k": 1]], ["a": ["k", "k"]]), ([:], nil),
        ] as [(JSONObject, JSON?)])
    func shownValues(shown: JSONObject, merged: JSON?) throws {
        let outcome = try shows { _ in shown }
        #expect(outcome.outputs["2"] == merged)
    }

    @Test func shownValuesThatCannotBe() throws {
        let number = try shows { _ in ["a": 5] }
        #expect(number.failure?["exception_type"] == "TypeError")
        #expect(number.failure?["exception_message"] == "'int' object is not iterable\n")
        let missing = try shows { call in call == 0 ? ["a": [], "b": []] : ["a": []] }
        #expect(missing.failure?["exception_type"] == "KeyError" && missing.failure?["exception_message"] == "'b'\n")
    }

    /// Runs a node that is called twice.
    private func shows(_ ui: @escaping @Sendable (Int) -> JSONObject) throws -> PromptOutcome {
        let node = TestNode("Shows", [InputSchema("value", StockNodes.any)], [], { $0.isOutputNode = true }) {
            _, context in .finished(NodeOutput(ui: ui(context.listIndex)))
        }
        return try Runner(StockNodes.all + [node]).run(
            #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2}}, "2": {"class_type": "Shows", "inputs": {"value": ["1", 0]}}}"#
        )
    }

    @Test func partialTargets() throws {
        let runner = Runner()
        let workflow =
            #"{"1": {"class_type": "Show", "inputs": {"value": 1}}, "2": {"class_type": "Show", "inputs": {"value": 2}}}"#
        #expect(try runner.run(workflow, targets: ["2"]).outputs.keys == ["2"])
        #expect(try runner.validate(workflow, targets: []).error?["type"] == "prompt_no_outputs")
    }

    // MARK: - Expansion

    /// Counts down from `value`, one expansion a step, then gives what came in as `carry`.
    static let loop = TestNode(
        "Loop", [InputSchema("value", StockNodes.int), InputSchema("carry", StockNodes.any)], [OutputSchema("*")]
    ) {
        inputs, context in
        let left = inputs["value"]?.int ?? 0
        guard left > 0 else { return .values(inputs["carry"] ?? .null) }
        var graph = GraphBuilder(context)
        let one = graph.node("Number", inputs: ["value": .int(1)])
        let add = graph.node("Add", inputs: ["a": GraphBuilder.link(one), "b": inputs["carry"] ?? .null])
        _ = add
        let next = graph.node(
            "Loop", id: "Recurse", inputs: ["value": .int(Int128(left - 1)), "carry": inputs["carry"] ?? .null])
        return .finished(NodeOutput([GraphBuilder.link(next)], expansion: graph.graph))
    }

    @Test func nestedExpansion() throws {
        let runner = Runner(StockNodes.all + [Self.loop])
        let workflow =
            #"{"1": {"class_type": "Loop", "inputs": {"value": 3, "carry": 42}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        let outcome = try runner.run(workflow)
        #expect(outcome.shown("2") == [42])
        #expect(
            runner.executing == [
                "1", "1.0.0.Recurse", "1.0.0.Recurse.0.0.Recurse", "1.0.0.Recurse.0.0.Recurse.0.0.Recurse", "2",
            ])
        let last = try #require(runner.data("progress_state").last?["nodes"]?["1.0.0.Recurse.0.0.Recurse"])
        #expect(
            last["display_node_id"] == "1" && last["real_node_id"] == "1" && last["parent_node_id"] == "1.0.0.Recurse")
        _ = try runner.run(workflow)
        #expect(runner.executing.isEmpty)
    }

    /// Without a cache a node whose value another one comes to need runs again, its expansion too.
    @Test func expandsAgain() throws {
        let runner = Runner(StockNodes.all + [Self.loop], .none)
        let prompt = { (last: String) in
            #"{"1": {"class_type": "Loop", "inputs": {"value": 1, "carry": 1}}, "2": {"class_type": "Lazy", "inputs": {"which": ["1", 0], "a": ["5", 0], "b": 0}}, "5": {"class_type": "Add", "inputs": {"a": ["1", 0]}}, \#(last)}"#
        }
        let outcome = try runner.run(prompt(#""3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}"#))
        #expect(outcome.shown("3") == [1])
        #expect(runner.executing == ["1", "1.0.0.Recurse", "2", "1", "1.0.0.Recurse", "5", "2", "3"])
        let failed = try runner.run(
            prompt(
                #""3": {"class_type": "Fail", "inputs": {"value": ["2", 0]}}, "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}}"#
            ))
        #expect(failed.failure?["executed"] == ["1.0.0.Recurse", "1", "5", "2"])
    }

    /// Two calls that give a node one id make one node: the later one's.
    @Test func expansionsOfOneID() throws {
        let fixed = TestNode("Fixed", [InputSchema("value", StockNodes.int)], [OutputSchema("INT")]) { inputs, _ in
            let graph = Subgraph(["fixed": Subgraph.Node("Number", inputs: ["value": inputs["value"] ?? .null])])
            return .finished(NodeOutput([GraphBuilder.link("fixed")], expansion: graph))
        }
        let runner = Runner(StockNodes.all + [fixed])
        let outcome = try runner.run(
            #"{"1": {"class_type": "List", "inputs": {"v1": 1, "v2": 2}}, "2": {"class_type": "Fixed", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        )
        #expect(outcome.shown("3") == [2, 2])
        #expect(runner.executing == ["1", "2", "fixed", "3"])
    }

    /// The error of a later run tells of the nodes that an earlier one's expansion left in the cache.
    @Test func expandedNodesAmongCurrentOutputs() throws {
        let fails = TestNode("Fails", []) { _, context in
            var graph = GraphBuilder(context)
            let node = graph.node("Fail", inputs: ["value": .int(1)])
            return .finished(NodeOutput([GraphBuilder.link(node)], expansion: graph.graph))
        }
        let runner = Runner(StockNodes.all + [fails])
        for known in [["1", "2"], ["1", "2", "1.0.0.1"]] {
            let outcome = try runner.run(
                #"{"1": {"class_type": "Fails", "inputs": {}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
            )
            #expect(outcome.failure?["current_outputs"] == .array(known.map { .string($0) }))
        }
    }

    @Test func deepLoop() throws {
        let runner = Runner(StockNodes.all + [Self.loop.with { $0.schema.inputs[0].options = [:] }])
        let outcome = try runner.run(
            #"{"1": {"class_type": "Loop", "inputs": {"value": 300, "carry": 42}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        )
        #expect(outcome.shown("2") == [42])
    }

    @Test func expansionsKeepTheirCache() throws {
        // The expansion's expensive node does not depend on `salt`
        let runs = Atomic<Int>(0)
        let costly = TestNode("Costly", [InputSchema("value", StockNodes.int)]) { inputs, _ in
            runs.add(1, ordering: .relaxed)
            return .values(inputs["value"] ?? .null)
        }
        let expanding = TestNode("Expanding", [InputSchema("salt", StockNodes.int)], [OutputSchema("*")]) {
            inputs, context in
            var graph = GraphBuilder(context)
            let node = graph.node("Costly", inputs: ["value": .int(5)])
            let sum = graph.node("Add", inputs: ["a": GraphBuilder.link(node), "b": inputs["salt"] ?? .null])
            return .finished(NodeOutput([GraphBuilder.link(sum)], expansion: graph.graph))
        }
        for policy in [CachePolicy.classic, .lru(100)] {
            runs.store(0, ordering: .relaxed)
            let runner = Runner(StockNodes.all + [costly, expanding], policy)
            for salt in 1...3 {
                let outcome = try runner.run(
                    #"{"1": {"class_type": "Expanding", "inputs": {"salt": \#(salt)}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
                )
                #expect(outcome.shown("2") == [5])
            }
            #expect(runs.load(ordering: .relaxed) == 1, "\(policy)")
        }
    }

    @Test func expansionWithTensorsAndOutputNodes() throws {
        let expanding = TestNode("Expanding", [], [OutputSchema("*"), OutputSchema("*")]) { _, context in
            var graph = GraphBuilder(context)
            let pass = graph.node("List", inputs: ["v1": .tensor(Tensor([1, 2], shape: [2]))])
            graph.node("Show", id: "show", inputs: ["value": .int(8)])
            return .finished(NodeOutput([GraphBuilder.link(pass), .string("plain")], expansion: graph.graph))
        }
        let outcome = try Runner(StockNodes.all + [expanding]).run(
            #"{"1": {"class_type": "Expanding", "inputs": {}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 1]}}}"#
        )
        #expect(outcome.shown("2") == ["tensor"] && outcome.shown("3") == ["plain"])
        #expect(outcome.shown("1.0.0.show") == [8])
    }

    @Test func cycleAtRunTime() throws {
        let expanding = TestNode("Expanding", [], [OutputSchema("*")]) { _, context in
            var graph = GraphBuilder(context)
            let first = graph.node("Add", inputs: ["a": .int(1)])
            let second = graph.node("Add", inputs: ["a": GraphBuilder.link(first)])
            graph.setInput("b", of: first, to: GraphBuilder.link(second))
            return .finished(NodeOutput([GraphBuilder.link(second)], expansion: graph.graph))
        }
        let outcome = try Runner(StockNodes.all + [expanding]).run(
            #"{"1": {"class_type": "Expanding", "inputs": {}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        )
        let failure = try #require(outcome.failure)
        #expect(failure["node_id"] == "1" && failure["exception_type"] == "graph.DependencyCycleError")
        #expect(failure["exception_message"] == "Dependency cycle detected" && failure["current_inputs"] == [])
    }

    @Test func brokenExpansions() throws {
        let graphs: [Subgraph] = [
            try Subgraph(Value(JSON(parsing: #"{"x": {"class_type": "Nothing", "inputs": {}}}"#))),
            try Subgraph(Value(JSON(parsing: #"{"2": {"class_type": "Show", "inputs": {}}}"#))),
            try Subgraph(Value(JSON(parsing: #"{"x": {"class_type": "Add", "inputs": {"a": ["gone", 0]}}}"#))),
        ]
        for graph in graphs {
            let expanding = TestNode("Expanding", [], [OutputSchema("*")]) { _, _ in
                .finished(NodeOutput([GraphBuilder.link("x")], expansion: graph))
            }
            let outcome = try Runner(StockNodes.all + [expanding]).run(
                #"{"1": {"class_type": "Expanding", "inputs": {}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
            )
            #expect(outcome.failure?["node_id"] == "1")
        }
    }

    @Test func hiddenInputs() throws {
        let node = TestNode(
            "Hidden",
            [
                InputSchema("p", .named("PROMPT"), section: .hidden),
                InputSchema("x", .named("EXTRA_PNGINFO"), section: .hidden),
                InputSchema("u", .named("UNIQUE_ID"), section: .hidden),
                InputSchema("d", .named("DYNPROMPT"), section: .hidden),
            ], [], { $0.isOutputNode = true }
        ) { inputs, _ in
            guard case .object(let object)? = inputs["d"], let prompt = object as? DynamicPrompt else {
                throw NodeError("ValueError", "no prompt")
            }
            return .finished(
                NodeOutput(ui: [
                    "shown": [
                        JSON(inputs["u"]!), JSON(inputs["x"]!), JSON(inputs["p"]!),
                        .string(prompt.node("7")?.classType ?? ""),
                    ]
                ]))
        }
        let outcome = try Runner([node]).run(
            #"{"7": {"class_type": "Hidden", "inputs": {}}}"#, extraData: ["extra_pnginfo": "info"])
        #expect(outcome.shown("7") == ["7", "info", ["7"], "Hidden"])
    }
}
