import Configuration
import Formats
import Runners
import Synchronization
import System
import Testing
import Workflow

@testable import Engine

/// What a prompt used is gone when its end is told.
@Suite struct LettingGoTests {
    private static let alive = Atomic<Int>(0)

    private final class Token: EngineObject {
        init() { LettingGoTests.alive.add(1, ordering: .relaxed) }
        deinit { LettingGoTests.alive.subtract(1, ordering: .relaxed) }
    }

    private struct MakeToken: AddedNode {
        var schema: NodeSchema { NodeSchema("MakeToken", category: "test", inputs: [], outputs: [OutputSchema("*")]) }
        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            .values(.object(Token()))
        }
    }

    private struct TakeToken: AddedNode {
        var schema: NodeSchema {
            var schema = NodeSchema("TakeToken", category: "test", inputs: [InputSchema("token", .named("*"))])
            schema.isOutputNode = true
            return schema
        }
        func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
            #expect(inputs["token"] != nil && LettingGoTests.alive.load(ordering: .relaxed) == 1)
            return .values()
        }
    }

    /// The thread that has answered a call may come late to letting go of what it was called with.
    @Test func objectsOfAnIsolatedPrompt() throws {
        var options = ClientOptions()
        options.executor = .isolated
        options.resources.configuration = try Configuration(["cache_none": true])
        let client = try Client(options, registry: NodeRegistry([MakeToken(), TakeToken()]))
        defer { client.destroy(cancelling: true) }
        for _ in 0..<200 {
            let task = try client.queuePrompt(
                PromptRequest(prompt: [
                    "1": ["class_type": "MakeToken", "inputs": [:]],
                    "2": ["class_type": "TakeToken", "inputs": ["token": ["1", 0]]],
                ]))
            #expect(task.wait(until: Deadline(milliseconds: 30_000)) && task.state == .success)
            #expect(Self.alive.load(ordering: .relaxed) == 0)
        }
    }
}
