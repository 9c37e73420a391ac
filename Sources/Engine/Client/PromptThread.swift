internal import Formats
internal import Runners
internal import System
internal import Tensors
internal import Tracing
internal import Workflow

/// One thread that runs prompts, with a cache of its own.
struct PromptThread: Sendable {
    let index: Int
    let client: Client
    let makeRunner: @Sendable () -> any PromptRunner

    /// The thread's life.
    func run() {
        let runner = makeRunner()
        defer { runner.finish() }
        while true {
            switch client.queue.next(for: index) {
            case .stop: return
            case .maintain(let maintenance):
                if maintenance.contains(.prepare) { runner.prepare() }
                if maintenance.contains(.clearCache) { runner.clearCache() }
            case .run(let task):
                client.publishStatus(task)
                let outcome = perform(task, runner)
                client.complete(task, outcome, thread: index)
            }
            client.queue.idle(index)
        }
    }

    private func perform(_ task: PromptTask, _ runner: any PromptRunner) -> PromptOutcome {
        let started = Clock.monotonic()
        let trace = task.span.context
        var fields: JSONObject = [
            "prompt_id": .string(task.promptID), "trace_id": .string(trace.traceID.hex),
            "span_id": .string(trace.spanID.hex),
        ]
        Log.info("prompt \(task.promptID) begins", fields)
        let outcome = runner.run(task.request, for: TaskHost(client: client, task: task))
        let seconds = Double(Clock.monotonic() - started) / 1e9
        fields["seconds"] = .double(seconds)
        switch outcome.status {
        case .success: Log.info("prompt \(task.promptID) succeeded in \(seconds) s", fields)
        case .interrupted: Log.info("prompt \(task.promptID) was cancelled after \(seconds) s", fields)
        case .invalid(let errors):
            fields["errors"] = .object(errors)
            Log.info("prompt \(task.promptID) is invalid: \(JSON.object(errors).serialized())", fields)
        case .failed(let data):
            for key in ["node_id", "node_type", "exception_type", "exception_message"] { fields[key] = data[key] }
            Log.error(
                "prompt \(task.promptID) failed at node \(data["node_id"]?.string ?? "?"): "
                    + (data["exception_message"]?.string ?? ""), fields)
        }
        return outcome
    }
}

/// The client, as one for whom a task runs.
private struct TaskHost: PromptHost {
    let client: Client
    let task: PromptTask

    var cancellation: Cancellation { task.cancellation }
    var closing: Closing { client.closing }
    var tracer: Tracer { client.spans.tracer }
    var trace: SpanContext { task.span.context }

    func begin(_ request: PromptRequest, outputs: [String]) {
        task.tracker.begin(prompt: request.prompt, outputs: outputs)
    }

    func publish(_ event: WorkflowEvent) { client.publish(event, task) }
}
