internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// A prompt as the process that runs it needs it: validation, then execution.
struct PromptJob: Sendable {
    var promptID: String
    var clientID: String
    var workflow: JSONObject
    var targets: [String]?
    var extraData: JSONObject
    /// The "Queue Prompt" that it belongs to.
    var traceContext: SpanContext

    /// Bytes that small prompts in a row use again; what large ones have worked in goes back to the system.
    private static let keptMemory = 32 << 20

    init(_ task: PromptTask) {
        promptID = task.promptID
        clientID = task.clientID
        workflow = task.submission.workflow
        targets = task.submission.targets
        extraData = task.submission.extraData
        traceContext = task.span.context
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - tracer: makes the spans of the execution.
    ///   - onValidated: called before the first event, with the prompt and those of its outputs that will run.
    ///   - onEvent: called with each event, one at a time, on any thread.
    func run(
        _ executor: PromptExecutor, _ cancellation: Cancellation, _ closing: Closing, _ tracer: Tracer,
        onValidated: (_ prompt: JSONObject, _ outputs: [String]) -> Void,
        onEvent: @escaping @Sendable (WorkflowEvent) -> Void
    ) -> PromptResult {
        let trace = PromptTrace(tracer, parent: traceContext, promptID: promptID)
        let result = run(executor, cancellation, closing, trace, onValidated: onValidated, onEvent: onEvent)
        trace.end(result.outcome)
        TensorMemory.trim(above: Self.keptMemory)
        return result
    }

    private func run(
        _ executor: PromptExecutor, _ cancellation: Cancellation, _ closing: Closing, _ trace: PromptTrace,
        onValidated: (_ prompt: JSONObject, _ outputs: [String]) -> Void,
        onEvent: @escaping @Sendable (WorkflowEvent) -> Void
    ) -> PromptResult {
        if cancellation.isCancelled { return .cancelled(promptID) }
        let validation = executor.validate(prompt: .object(workflow), targets: targets)
        if let error = validation.error {
            let errors = validation.nodeErrors.isEmpty ? error : validation.nodeErrors
            return PromptResult(.invalid(errors), messages: [.string(JSON.object(errors).serialized(.python))])
        }
        if cancellation.isCancelled { return .cancelled(promptID) }
        onValidated(validation.prompt, validation.goodOutputs)
        let outcome = executor.execute(
            PromptRequest(
                promptID: promptID, clientID: clientID, prompt: validation.prompt, outputs: validation.goodOutputs,
                extraData: extraData, cancellation: cancellation, closing: closing, onEvent: onEvent, observer: trace))
        let result: PromptTask.Outcome =
            switch outcome.status {
            case .success: .success(outputs: outcome.outputs, nodeErrors: validation.nodeErrors)
            case .failed(let data): .failed(data)
            case .interrupted(let data): .cancelled(data)
            }
        return PromptResult(result, messages: outcome.messages, meta: outcome.meta)
    }
}

/// How a prompt ended, and what the history keeps of it.
struct PromptResult: Sendable {
    var outcome: PromptTask.Outcome
    /// [[name, data], ...], or what was wrong with the prompt.
    var messages: [JSON]
    var meta: JSONObject

    init(_ outcome: PromptTask.Outcome, messages: [JSON] = [], meta: JSONObject = [:]) {
        self.outcome = outcome
        self.messages = messages
        self.meta = meta
    }

    /// One of which no node has run.
    static func cancelled(_ promptID: String) -> PromptResult {
        PromptResult(
            .cancelled(["prompt_id": .string(promptID), "node_id": nil, "node_type": nil, "executed": []]))
    }
}
