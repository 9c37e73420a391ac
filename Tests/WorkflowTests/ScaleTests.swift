import Formats
import Synchronization
import System
import TestSupport
import Testing
import Workflow
import WorkflowTestSupport

/// Large prompts: no recursion, near-linear time.
struct ScaleTests {
    static func chain(_ count: Int) -> JSON {
        var prompt: JSONObject = ["0": ["class_type": "Number", "inputs": ["value": 1]]]
        for index in 1..<count {
            prompt["\(index)"] = ["class_type": "Add", "inputs": ["a": [.string("\(index - 1)"), 0]]]
        }
        prompt["end"] = ["class_type": "Show", "inputs": ["value": [.string("\(count - 1)"), 0]]]
        return .object(prompt)
    }

    static func run(_ executor: PromptExecutor, _ prompt: JSON) -> PromptOutcome {
        let validation = executor.validate(prompt: prompt)
        return executor.execute(
            PromptRequest(promptID: "P", clientID: "C", prompt: validation.prompt), outputs: validation.goodOutputs)
    }

    @Test func longChain() {
        let executor = PromptExecutor(registry: NodeRegistry(StockNodes.all))
        let prompt = Self.chain(100_000)
        for _ in 0..<2 { #expect(Self.run(executor, prompt).shown("end") == [1]) }
    }

    @Test func longCycle() {
        var prompt = Self.chain(20_000).object!
        prompt["0"] = ["class_type": "Add", "inputs": ["a": ["19999", 0]]]
        let validation = PromptExecutor.validate(prompt: .object(prompt), registry: NodeRegistry(StockNodes.all))
        #expect(validation.nodeErrors.count == 20_000)
    }

    @Test func wideGraph() {
        var prompt: JSONObject = ["0": ["class_type": "Number", "inputs": ["value": 1]]]
        for index in 1..<20_000 {
            prompt["\(index)"] = ["class_type": "Show", "inputs": ["value": ["0", 0], "salt": .int(Int128(index))]]
        }
        let outcome = Self.run(PromptExecutor(registry: NodeRegistry(StockNodes.all)), .object(prompt))
        #expect(outcome.outputs.count == 19_999)
    }

    /// A prompt that is cancelled while it is checked is not checked to its end.
    @Test func cancelledCheck() {
        let cancellation = Cancellation()
        let checks = Mutex(0)
        let node = TestNode(
            "Checked", [InputSchema("a", .named("INT"), [:])], [], { $0.isOutputNode = true }
        ) { _, _ in .values() }.with {
            $0.customValidatedInputs = ["a"]
            $0.onValidate = { _ in
                checks.withLock { $0 += 1 }
                cancellation.cancel()
                return nil
            }
        }
        var prompt: JSONObject = [:]
        for index in 0..<1000 { prompt["\(index)"] = ["class_type": "Checked", "inputs": ["a": 1]] }
        let outcome = PromptExecutor(registry: NodeRegistry([node])).run(
            PromptRequest(promptID: "P", clientID: "C", prompt: prompt),
            in: RunEnvironment(cancellation: cancellation))
        #expect(outcome.outputs.isEmpty && checks.withLock { $0 } == 1)
    }

    /// The figures are checked where they can be: in an optimised build.
    @Test func overhead() {
        let executor = PromptExecutor(registry: NodeRegistry(StockNodes.all))
        let prompt = Self.chain(1000)
        var (first, cached) = (Double.infinity, Double.infinity)
        let isLow = isReached {
            executor.clearCache()
            first = min(first, processorMilliseconds { _ = Self.run(executor, prompt) })
            cached = min(cached, processorMilliseconds { _ = Self.run(executor, prompt) })
            return first < 60 && cached < 15
        }
        print("1,000 nodes: \(first) ms, cached \(cached) ms")
        #if !DEBUG
            #expect(isLow)
        #endif
    }
}
