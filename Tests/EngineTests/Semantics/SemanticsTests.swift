import Configuration
import Formats
import Runners
import System
import Testing
import Workflow
import WorkflowTestSupport

@testable import Engine

/// Runs the table of the workflow semantics.
struct SemanticsTests {
    static let rows =
        SemanticsTable.schemas + SemanticsTable.validation + SemanticsTable.execution + SemanticsTable.caching
        + SemanticsTable.events

    @Test(arguments: rows) func inProcess(_ row: SemanticsRow) throws { try Self.check(row) { _ in } }

    /// The same in another process: event for event, and word for word.
    @Test(arguments: rows) func isolated(_ row: SemanticsRow) throws { try Self.check(row) { $0.executor = .isolated } }

    /// A client with the table's classes runs the row's prompts.
    static func check(_ row: SemanticsRow, _ change: (inout ClientOptions) -> Void) throws {
        var options = ClientOptions()
        options.resources.configuration = try Configuration(.object(row.configuration))
        options.sendsServerEvents = row.sendsServerEvents
        options.eventCapacity = 10_000
        change(&options)
        let client = try Client(options)
        defer { client.destroy(cancelling: true) }
        for case let node as any AddedNode in StockNodes.all { try client.register(node) }
        for node in SemanticsNodes.all { try client.register(node) }
        for (index, prompt) in row.prompts.enumerated() {
            let told = try run(prompt, client)
            #expect(told.story == prompt.story, "prompt \(index)")
            #expect(told.outputs == prompt.outputs, "prompt \(index)")
            #expect(told.error == prompt.error, "prompt \(index)")
        }
    }

    private static func run(_ prompt: SemanticsRow.Prompt, _ client: Client) throws -> SemanticsRow.Prompt {
        var request = PromptRequest(prompt: try #require(try JSON(parsing: prompt.workflow).object))
        request.promptID = "P\(client.history.count)"
        request.targets = prompt.targets
        request.extraData = prompt.extraData
        let task = try client.queuePrompt(request)
        #expect(task.wait(until: Deadline(milliseconds: 60_000)))
        var events: [EngineEvent] = []
        while case .event(let event, _) = task.events.next(until: Deadline(milliseconds: 0)) { events.append(event) }
        return SemanticsRow.Prompt(
            workflow: prompt.workflow, story: EventStory.lines(events),
            outputs: (try? task.result()).map { JSON.object($0).serialized() },
            error: try task.failure().map { errors($0) })
    }

    /// Validation errors by node, each in one line; execution errors as they are, less what a story has already.
    private static func errors(_ failure: JSONObject) -> String {
        guard failure["exception_type"] == nil, failure["executed"] == nil else {
            var rest: JSONObject = [:]
            for key in ["executed", "current_inputs", "current_outputs", "node_type"] { rest[key] = failure[key] }
            return JSON.object(rest).serialized()
        }
        return JSON.object(failure).serialized()
    }
}
