internal import Formats
internal import Tensors
internal import Workflow

/// One thread that runs prompts, with a cache of its own.
struct Worker: Sendable {
    let index: Int
    let client: Client
    let registry: NodeRegistry

    /// The thread's life.
    func run() {
        let executor = PromptExecutor(registry: registry, cachePolicy: client.configuration.cachePolicy)
        while true {
            switch client.queue.next(for: index) {
            case .stop: return
            case .maintain(let maintenance):
                if maintenance.contains(.clearCache) { executor.clearCache() }
            case .run(let task):
                client.publishStatus(task)
                let (outcome, messages, meta) = perform(task, executor)
                client.complete(task, outcome, messages: messages, meta: meta, worker: index)
            }
            client.queue.idle(index)
        }
    }

    private func perform(
        _ task: PromptTask, _ executor: PromptExecutor
    ) -> (PromptTask.Outcome, messages: [JSON], meta: JSONObject) {
        let started = Clock.monotonic()
        Log.info("prompt \(task.promptID) begins\(task.submission.traceparent.map { " (trace \($0))" } ?? "")")
        let result = attempt(task, executor)
        let seconds = Double(Clock.monotonic() - started) / 1e9
        switch result.0 {
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

    private func attempt(
        _ task: PromptTask, _ executor: PromptExecutor
    ) -> (PromptTask.Outcome, messages: [JSON], meta: JSONObject) {
        if task.cancellation.isCancelled { return (.cancelled(Client.interruption(of: task)), [], [:]) }
        let validation = executor.validate(prompt: .object(task.submission.workflow), targets: task.submission.targets)
        if let error = validation.error {
            let errors = validation.nodeErrors.isEmpty ? error : validation.nodeErrors
            return (.invalid(errors), [.string(JSON.object(errors).serialized(.python))], [:])
        }
        if task.cancellation.isCancelled { return (.cancelled(Client.interruption(of: task)), [], [:]) }
        task.tracker.begin(prompt: validation.prompt, outputs: validation.goodOutputs)
        let client = client
        let request = PromptRequest(
            promptID: task.promptID, clientID: task.clientID, prompt: validation.prompt,
            outputs: validation.goodOutputs, extraData: task.submission.extraData, cancellation: task.cancellation,
            onEvent: { event in
                client.publish(
                    EngineEvent(event, promptID: task.promptID), task)
            })
        let outcome = executor.execute(request)
        task.add(Self.images(of: outcome))
        let result: PromptTask.Outcome =
            switch outcome.status {
            case .success: .success(outputs: outcome.outputs, nodeErrors: validation.nodeErrors)
            case .failed(let data): .failed(data)
            case .interrupted(let data): .cancelled(data)
            }
        return (result, outcome.messages, outcome.meta)
    }

    private static func images(of outcome: PromptOutcome) -> [PromptTask.OutputImage] {
        outcome.outputs.keys.flatMap { node -> [PromptTask.OutputImage] in
            let entries = outcome.outputs[node]?["images"]?.array ?? []
            return (outcome.images[node] ?? []).enumerated().map { index, image in
                PromptTask.OutputImage(
                    image: image, nodeID: node, index: index,
                    entry: entries.indices.contains(index) ? entries[index] : .null)
            }
        }
    }
}
