import Configuration
import Formats
import System
import Testing
import Workflow

@testable import Engine

@Suite struct PromptValidationTests {
    @Test func saysWhatTheServerWouldAnswer() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        #expect(
            try client.validate(PromptRequest(prompt: Workflows.show(3)))
                == ["error": .null, "node_errors": [:], "outputs": ["2"], "summary": .null])
        let bad = try client.validate(PromptRequest(prompt: Workflows.show(1000)))
        #expect(bad["error"]?["type"] == "prompt_outputs_failed_validation")
        #expect(bad["node_errors"]?["1"]?["errors"]?.array?.first?["type"] == "value_bigger_than_max")
        #expect(bad["outputs"] == [] && bad["summary"]?.string?.contains("node 1 (Number)") == true)
        // A good output beside a bad one: something runs
        var both = Workflows.show(3)
        both["5"] = ["class_type": "Show", "inputs": [:]]
        let half = try client.validate(PromptRequest(prompt: both))
        #expect(half["error"] == .null && half["outputs"] == ["2"])
        #expect(half["node_errors"]?["5"] != nil && half["summary"] != .null)
        // As a request's body, and for one of the outputs alone
        let body: JSONObject = ["prompt": .object(both), "client_id": "x"]
        #expect(try client.validate(PromptRequest(prompt: body))["outputs"] == ["2"])
        let wanted = try client.validate(PromptRequest(prompt: both, targets: ["5"]))
        #expect(wanted["error"]?["type"] == "prompt_outputs_failed_validation")
        #expect(client.taskCount == 0 && client.history.count == 0)
    }

    @Test func namesEveryClassThatIsMissing() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        let answer = try client.validate(
            PromptRequest(prompt: [
                "1": ["class_type": "Nummber", "inputs": [:]], "2": ["class_type": "LoraLoader", "inputs": [:]],
            ]))
        #expect(answer["error"]?["type"] == "invalid_prompt" && answer["node_errors"] == [:])
        let summary = answer["summary"]?.string ?? ""
        #expect(summary.contains("is Number meant?") && summary.contains("LoraLoader"))
    }

    @Test func everySchemaSaysWhereItComesFrom() throws {
        let (client, _) = try makeClient()
        defer { client.destroy(cancelling: true) }
        for (name, schema) in try client.nodeSchemas() {
            #expect(schema["python_module"]?.string?.isEmpty == false, "\(name)")
        }
        let own = try Client(ClientOptions())
        defer { own.destroy(cancelling: true) }
        #expect(try own.nodeSchemas("LoadImage")["LoadImage"]?["python_module"] == "nodes")
    }
}
