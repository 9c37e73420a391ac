internal import Formats
internal import System
internal import Tensors
internal import Tracing
internal import Workflow

// What a client tells.
extension Client {
    /// Publishes what a prompt that runs has to tell.
    func publish(_ event: WorkflowEvent, _ task: PromptTask) {
        if !event.outputImages.isEmpty { task.add(event) }
        if event.name == "warning" { task.note(warning: event.data) }
        publish(event, task, promptID: task.promptID)
        if event.name == "execution_cached" { metrics.noteCached(event.data["nodes"]?.array?.count ?? 0) }
    }

    /// Hands an event to all who listen, those of the task among them. `promptID` is nil for what is of no prompt.
    private func publish(_ event: WorkflowEvent, _ task: PromptTask, promptID: String?) {
        sequence.withLock { sequence in
            sequence += 1
            // Before anybody hears of it: who does finds the task as far.
            let progress = task.tracker.note(EngineEvent.Kind(name: event.name), event)
            let event = EngineEvent(event, promptID: promptID, sequence: sequence, progress: progress)
            if event.kind == .preview { task.tracker.keep(preview: event) }
            task.events.push(event)
            events?.push(event)
            dispatcher?.push(event)
        }
    }

    /// Says that a prompt is over, however, to who listens to the client: the last event of every prompt.
    func publishFinished(_ task: PromptTask) {
        let data: JSON = ["prompt_id": .string(task.promptID), "state": .string("\(task.state)")]
        publish(
            WorkflowEvent("prompt_finished", data, clientID: task.request.clientID), task, promptID: task.promptID)
    }

    /// Says how long the queue is, to everybody, if the client wants to know as a server's would.
    func publishStatus(_ task: PromptTask) { publishStatus(task, count: queue.count) }

    func publishStatus(_ task: PromptTask, count: Int) {
        guard options.sendsServerEvents else { return }
        let data: JSON = ["status": ["exec_info": ["queue_remaining": .int(Int128(count))]]]
        publish(WorkflowEvent("status", data), task, promptID: nil)
    }

    /// Says that no node of a prompt runs any more, as a server would.
    func publishIdle(_ task: PromptTask) {
        guard options.sendsServerEvents else { return }
        let data: JSON = ["node": nil, "prompt_id": .string(task.promptID)]
        publish(
            WorkflowEvent("executing", data, clientID: task.request.clientID), task, promptID: task.promptID)
    }
}
