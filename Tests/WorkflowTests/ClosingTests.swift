import Formats
import System
import Tensors
import Testing
import Workflow
import WorkflowTestSupport

/// What a client that is destroyed waits for.
struct ClosingTests {
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let time = try ContinuousClock().measure(body)
        return Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)
    }

    /// Silence is waited for once, not once a prompt; who answers is not given up.
    @Test func destructionWaitsForSilenceOnce() throws {
        let never = TestNode("Never", []) { _, _ in .pending(PendingOutput()) }
        let executor = PromptExecutor(
            registry: NodeRegistry(StockNodes.all + [never, AsynchronousTests.later()]), cachePolicy: .none)
        let closing = Closing(patienceMilliseconds: 2000)
        func run(_ workflow: String) throws -> PromptOutcome {
            let validation = executor.validate(prompt: try JSON(parsing: workflow))
            return executor.execute(
                PromptRequest(promptID: "P", prompt: validation.prompt), outputs: validation.goodOutputs,
                in: RunEnvironment(closing: closing))
        }
        let silent =
            #"{"1": {"class_type": "Never", "inputs": {}}, "3": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#
        closing.begin()
        let answers = try Self.seconds {
            for _ in 0..<3 {
                let outcome = try run(AsynchronousTests.parallel([700]))
                #expect(outcome.failure == nil)
            }
        }
        #expect(answers > 2)
        var outcomes: [PromptOutcome] = []
        let first = try Self.seconds { outcomes.append(try run(silent)) }
        let others = try Self.seconds {
            closing.begin()
            for _ in 0..<3 { outcomes.append(try run(silent)) }
        }
        for outcome in outcomes { #expect(outcome.failure?["exception_type"] == "TimeoutError") }
        #expect(first >= 1.99 && others < 1.99, "\(first) s, then \(others) s")
    }
}
