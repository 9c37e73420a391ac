internal import Formats
internal import Workflow

/// One thread that runs prompts, with a cache of its own.
struct Worker: Sendable {
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
                if maintenance.contains(.clearCache) { runner.clearCache() }
            case .run(let task):
                client.publishStatus(task)
                let result = perform(task, runner)
                client.complete(task, result, worker: index)
            }
            client.queue.idle(index)
        }
    }

    private func perform(_ task: PromptTask, _ runner: any PromptRunner) -> PromptResult {
        let started = Clock.monotonic()
        Log.info("prompt \(task.promptID) begins")
        let result = runner.run(task)
        let seconds = Double(Clock.monotonic() - started) / 1e9
        switch result.outcome {
        case .success: Log.info("prompt \(task.promptID) succeeded in \(seconds) s")
        case .cancelled: Log.info("prompt \(task.promptID) was cancelled after \(seconds) s")
        case .invalid(let errors): Log.info("prompt \(task.promptID) is invalid: \(JSON.object(errors).serialized())")
        case .failed(let data):
            Log.info(
                "prompt \(task.promptID) failed at node \(data["node_id"]?.string ?? "?"): "
                    + (data["exception_message"]?.string ?? ""))
        }
        return result
    }
}
