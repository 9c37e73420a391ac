import Formats
import Synchronization
import System
import TestSupport
import Testing
import WorkflowTestSupport

@testable import Workflow

@Suite(.everyExecutor) struct CacheTests {
    static func chain(_ value: Int, _ last: Int = 0) -> String {
        #"{"1": {"class_type": "Number", "inputs": {"value": \#(value)}}, "2": {"class_type": "Add", "inputs": {"a": ["1", 0], "b": ["9", 0]}}, "9": {"class_type": "Number", "inputs": {"value": \#(last)}}, "3": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
    }

    @Test func onlyWhatChangedRuns() throws {
        let runner = Runner()
        try runner.run(Self.chain(1))
        try runner.run(Self.chain(1, 5))
        #expect(runner.executing == ["9", "2", "3"])
        #expect(runner.data("execution_cached").first?["nodes"] == ["1"])
        // The classic policy has forgotten the first prompt's
        try runner.run(Self.chain(1))
        #expect(runner.executing == ["9", "2", "3"])
    }

    @Test func leastRecentlyUsed() throws {
        let runner = Runner(StockNodes.all, .lru(100))
        for value in [1, 2, 1] { try runner.run(Self.chain(value)) }
        #expect(runner.executing.isEmpty)
        let small = Runner(StockNodes.all, .lru(2))
        for value in [1, 2, 1] { try small.run(Self.chain(value)) }
        #expect(small.executing == ["1", "2", "3"])
    }

    @Test func nothingKept() throws {
        let runner = Runner(StockNodes.all, .none)
        for _ in 0..<2 {
            try runner.run(Self.chain(1))
            #expect(runner.executing.sorted() == ["1", "2", "3", "9"])
            #expect(runner.data("execution_cached").first?["nodes"] == [])
        }
    }

    @Test func clearing() throws {
        let runner = Runner()
        try runner.run(Self.chain(1))
        runner.clearCache()
        try runner.run(Self.chain(1))
        #expect(runner.executing.count == 4)
    }

    @Test(arguments: [JSON.double(.nan), "same", nil] as [JSON?])
    func fingerprints(_ fingerprint: JSON?) throws {
        let node = TestNode("Finger", []) { _, _ in .ints(1) }.with { $0.onFingerprint = { _ in fingerprint } }
        let runner = Runner(StockNodes.all + [node])
        let workflow =
            #"{"1": {"class_type": "Finger", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        for _ in 0..<2 { try runner.run(workflow) }
        #expect(runner.executing == (fingerprint == "same" || fingerprint == nil ? [] : ["1", "3"]))
    }

    @Test func fingerprintThatThrows() throws {
        let node = TestNode("Finger", []) { _, _ in .ints(1) }.with {
            $0.onFingerprint = { _ in throw NodeError("ValueError", "x") }
        }
        let runner = Runner(StockNodes.all + [node])
        for _ in 0..<2 {
            try runner.run(
                #"{"1": {"class_type": "Finger", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
            )
        }
        #expect(runner.executing == ["1", "3"])
    }

    /// A prompt that comes out of an image has its nodes' fingerprints with it.
    @Test func fingerprintsInThePrompt() throws {
        let node = TestNode("Finger", []) { _, _ in .ints(1) }.with { $0.onFingerprint = { _ in 5 } }
        let runner = Runner(StockNodes.all + [node])
        let prompt = { (given: String) in
            #"{"1": {"class_type": "Finger", "inputs": {}\#(given)}, "2": {"class_type": "Number", "inputs": {"value": 1}, "is_changed": \#(given.count)}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "4": {"class_type": "Show", "inputs": {"value": ["2", 0]}}}"#
        }
        for (given, runs) in [
            ("", ["1", "3", "2", "4"]), (#", "is_changed": [5]"#, []), (#", "is_changed": [6]"#, ["1", "3"]),
        ] {
            try runner.run(prompt(given))
            #expect(runner.executing.sorted() == runs.sorted())
        }
    }

    @Test func notIdempotentNodesAreNotShared() throws {
        let node = TestNode("Once", [], { $0.isNotIdempotent = true }) { _, _ in .ints(1) }
        let runner = Runner(StockNodes.all + [node])
        let workflow =
            #"{"1": {"class_type": "Once", "inputs": {}}, "2": {"class_type": "Once", "inputs": {}}, "3": {"class_type": "List", "inputs": {"v1": ["1", 0], "v2": ["2", 0]}}, "4": {"class_type": "Show", "inputs": {"value": ["3", 0]}}}"#
        try runner.run(workflow)
        #expect(runner.executing.sorted() == ["1", "2", "3", "4"])
        try runner.run(workflow)
        #expect(runner.executing.isEmpty)
    }

    @Test func anotherClassOfTheSameName() throws {
        let runner = Runner(StockNodes.all + [TestNode("Swap", []) { _, _ in .ints(1) }])
        let workflow =
            #"{"1": {"class_type": "Swap", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        #expect(try runner.run(workflow).shown("3") == [1])
        #expect(runner.registry.unregister("Swap") && !runner.registry.unregister("Swap"))
        #expect(runner.registry.register(TestNode("Swap", []) { _, _ in .ints(2) }))
        #expect(try runner.run(workflow).shown("3") == [2])
    }

    @Test func memoryPressure() {
        let free = Mutex(10.0)
        let cache = RAMPressureCache(headroom: 4) { free.withLock { $0 } }
        let graph = PromptGraph(
            [
                "1": ["class_type": "Number", "inputs": ["value": 1]],
                "2": ["class_type": "Number", "inputs": ["value": 2]],
            ],
            NodeRegistry(StockNodes.all))
        var signatures = SignatureMaker(graph)
        signatures.sign(graph.nodes)
        cache.begin(graph.nodes)
        for node in graph.nodes { cache.set(node, in: graph, CacheEntry(outputs: [], ui: nil, images: [])) }
        cache.relieve()
        #expect(graph.nodes.allSatisfy { cache.get($0, in: graph) != nil })
        free.withLock { $0 = 1 }
        cache.relieve()
        #expect(graph.nodes.allSatisfy { cache.get($0, in: graph) == nil })
    }

    /// What nobody will ask for again is released.
    @Test func release() throws {
        final class Token: EngineObject {}
        final class Weak: @unchecked Sendable { weak var token: Token? }
        let weak = Weak()
        let node = TestNode("Token", [InputSchema("n", StockNodes.int)], [OutputSchema("*")]) { _, _ in
            let token = Token()
            weak.token = token
            return .values(.object(token))
        }
        for policy in [CachePolicy.classic, .none] {
            let runner = Runner(StockNodes.all + [node], policy)
            try runner.run(
                #"{"1": {"class_type": "Token", "inputs": {"n": 1}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
            )
            #expect((weak.token != nil) == (policy == .classic))
            try runner.run(#"{"3": {"class_type": "Show", "inputs": {"value": 1}}}"#)
            #expect(weak.token == nil)
        }
    }
}
