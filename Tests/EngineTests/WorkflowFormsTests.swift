import Configuration
import Formats
import System
import TestSupport
import Testing
import Workflow

@testable import Engine

/// Workflows of every form are queued as prompts in API format.
@Suite(.everyExecutor) struct WorkflowFormsTests {
    private static let editor: JSONObject = [
        "nodes": [
            ["id": 1, "type": "Number", "mode": 0, "widgets_values": [42]],
            ["id": 2, "type": "Show", "mode": 0, "inputs": [["name": "value", "type": "INT", "link": 1]]],
            ["id": 3, "type": "Show", "mode": 2, "inputs": [["name": "value", "type": "INT", "link": 1]]],
        ], "links": [[1, 1, 0, 2, 0, "INT"]],
    ]

    private func run(_ request: PromptRequest) throws -> (task: PromptTask, entry: JSON) {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let task = try client.queuePrompt(request)
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        return (task, try #require(client.history[task.promptID]))
    }

    @Test func filesOfTheEditor() throws {
        let (task, entry) = try run(PromptRequest(prompt: Self.editor))
        #expect(try task.result().keys == ["2"])
        let extra = entry["prompt"]?.array?[3]
        // Saved pictures carry the file along
        #expect(extra?["extra_pnginfo"]?["workflow"] == .object(Self.editor))
        #expect(entry["prompt"]?.array?[2].object?.keys == ["1", "2"])
    }

    @Test func bodiesOfRequests() throws {
        let body: JSONObject = [
            "prompt": .object(Workflows.show(7)), "client_id": "me",
            "extra_data": ["extra_pnginfo": ["workflow": "theirs"]],
        ]
        let (task, entry) = try run(PromptRequest(prompt: body))
        #expect(try task.result()["2"] != nil && task.request.clientID == "me")
        #expect(entry["prompt"]?.array?[3]["extra_pnginfo"]?["workflow"] == "theirs")
        // What the host says counts first
        var request = PromptRequest(prompt: body)
        request.clientID = "host"
        request.extraData = ["extra_pnginfo": [:]]
        let (other, otherEntry) = try run(request)
        #expect(other.request.clientID == "host" && otherEntry["prompt"]?.array?[3]["extra_pnginfo"] == [:])
    }

    @Test func theClientsClassesCount() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let prompt = try client.convert(Self.editor)
        #expect(prompt["1"]?["inputs"] == ["value": 42])
        #expect(try client.convert(prompt) == prompt)
        let others: JSONObject = ["Number": ["input": ["required": ["other": ["INT", [:]]]]]]
        #expect(try client.convert(Self.editor, schemas: others) == prompt)
    }

    @Test func whatCannotBeConvertedIsNotQueued() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        var file = Self.editor
        file["links"] = [[1, 9, 0, 2, 0, "INT"]]
        let error = #expect(throws: EngineError.self) { try client.queuePrompt(PromptRequest(prompt: file)) }
        #expect(error?.code == .validationFailed && error?.details?["node_id"] == "2")
        #expect(client.taskCount == 0)
    }

    @Test func allMissingClassesAreTold() throws {
        var prompt = Workflows.show(1)
        prompt["8"] = ["class_type": "Nunber", "inputs": [:]]
        prompt["9"] = ["class_type": "KSampler", "inputs": [:]]
        let (task, _) = try run(PromptRequest(prompt: prompt))
        let error = #expect(throws: EngineError.self) { try task.result() }
        #expect(
            error?.message == """
                Cannot execute because node Nunber does not exist.: Node ID '#8'
                missing node classes:
                  Nunber (node 8): is Number meant?
                  KSampler (node 9): one of ComfyUI's own, which this library does not have
                """)
        #expect(error?.details?["extra_info"] == [:])
    }
}
