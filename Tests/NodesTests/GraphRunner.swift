import Formats
import System
import Testing
import Workflow

extension Parity {
    /// Runs the targets of a workflow and gives what they show, by node.
    static func run(_ workflow: JSONObject, _ targets: [String], _ registry: NodeRegistry) throws -> JSONObject {
        let executor = PromptExecutor(registry: registry)
        let validation = executor.validate(prompt: .object(workflow), targets: targets)
        try #require(
            validation.isValid && validation.nodeErrors.isEmpty, "\(validation.error ?? [:]) \(validation.nodeErrors)"
        )
        let outcome = executor.execute(
            PromptRequest(promptID: "parity", prompt: validation.prompt), outputs: validation.goodOutputs)
        guard case .success = outcome.status else {
            Issue.record("\(outcome.status)")
            return [:]
        }
        return outcome.outputs
    }
}
