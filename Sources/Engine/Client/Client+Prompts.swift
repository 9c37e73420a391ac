package import Configuration
package import Formats
internal import Runners
internal import System
internal import Tensors
package import Tracing
package import Workflow

// What is queued, what runs, and what became of it.
extension Client {
    /// Prompts that are queued or running.
    package var taskCount: Int { queue.count }

    /// - Parameters:
    ///   - request: whose events are for the client's own id if it names none.
    ///   - priority: higher runs earlier.
    ///   - parent: the caller's span.
    package func queuePrompt(
        _ request: PromptRequest, priority: Int = 0, parent: SpanContext? = nil
    ) throws(EngineError) -> PromptTask {
        var request = try inAPIFormat(request)
        request.clientID = request.clientID ?? clientID
        return try queue.add(id: request.promptID) { [request] number in
            PromptTask(
                request, priority: priority, number: number, eventCapacity: options.eventCapacity,
                tracer: spans.tracer, parent: parent, withdraw: { [weak self] in self?.withdraw($0) })
        } announce: { task, count in
            metrics.noteQueued()
            publishStatus(task, count: count)
        }
    }

    /// What ComfyUI's server would answer to a prompt before it queues it: {"error", "node_errors"}, with the output nodes
    /// that would run and what can be said of it all for people.
    ///
    /// - Throws: as `queuePrompt`, where the workflow cannot be converted.
    package func validate(_ request: PromptRequest) throws(EngineError) -> JSONObject {
        let request = try inAPIFormat(request)
        let validation: PromptValidation
        do {
            validation = try withResources {
                PromptExecutor.validate(
                    prompt: .object(request.prompt), targets: request.targets, registry: $0.prompts.registry)
            }
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.internalError, "\(error)")
        }
        var summary: String?
        if let error = validation.error {
            let errors = validation.nodeErrors.isEmpty ? error : validation.nodeErrors
            summary = PromptTask.summary(ofInvalid: errors)
            if let remark = remark(errors, request) { summary! += "\n\(remark)" }
        } else if !validation.nodeErrors.isEmpty {
            summary = PromptTask.summary(ofInvalid: validation.nodeErrors)
        }
        return [
            "error": validation.error.map { .object($0) } ?? .null, "node_errors": .object(validation.nodeErrors),
            "outputs": .array(validation.goodOutputs.map { .string($0) }),
            "summary": summary.map { .string($0) } ?? .null,
        ]
    }

    /// Cancels what runs: the prompt of that id, or all.
    package func interrupt(_ promptID: String? = nil) {
        for task in queue.running where promptID == nil || task.promptID == promptID { task.cancellation.cancel() }
    }

    /// Cancels a prompt that waits; false if none of that id does.
    package func removeQueued(_ promptID: String) -> Bool {
        guard let task = queue.pending.first(where: { $0.promptID == promptID }) else { return false }
        task.cancellation.cancel()
        return withdraw(task)
    }

    /// Cancels all prompts that wait.
    package func clearQueue() {
        let tasks = queue.withdrawAll()
        for task in tasks { finishWithdrawn(task) }
        queue.settled(tasks.count)
    }

    /// {"queue_running": [...], "queue_pending": [...]}, each [number, id, prompt, extra data, targets].
    package var queueReport: JSON {
        let (running, pending) = queue.snapshot
        return [
            "queue_running": .array(running.map(Self.queueEntry)),
            "queue_pending": .array(pending.map(Self.queueEntry)),
        ]
    }

    /// What of a prompt's extra data is for its nodes alone: ComfyUI's keys of services.
    private static let secretExtraData = ["auth_token_comfy_org", "api_key_comfy_org"]

    private static func queueEntry(_ task: PromptTask) -> JSON {
        let request = task.request
        var extraData = request.extraData
        for key in secretExtraData { extraData[key] = nil }
        extraData["client_id"] = request.clientID.map { .string($0) } ?? .null
        return [
            .int(Int128(task.number)), .string(request.promptID), .object(request.prompt), .object(extraData),
            .array((request.targets ?? []).map { .string($0) }),
        ]
    }

    @discardableResult
    private func withdraw(_ task: PromptTask) -> Bool {
        guard queue.withdraw(task) else { return false }
        finishWithdrawn(task)
        queue.settled(1)
        return true
    }

    private func finishWithdrawn(_ task: PromptTask) {
        task.cancellation.cancel()
        let outcome = PromptOutcome.withdrawn(task.promptID)
        record(task, outcome)
        publishStatus(task)
        end(task, outcome)
    }

    /// A thread is done with a task.
    func complete(_ task: PromptTask, _ outcome: PromptOutcome, thread: Int) {
        record(task, outcome)
        queue.finished(thread)
        publishStatus(task)
        publishIdle(task)
        end(task, outcome)
    }

    private func end(_ task: PromptTask, _ outcome: PromptOutcome) {
        metrics.note(outcome.status)
        task.span.end(outcome.status)
        task.finish(outcome, remark: remark(task, outcome))
        publishFinished(task)
    }

    private func remark(_ task: PromptTask, _ outcome: PromptOutcome) -> String? {
        guard case .invalid(let error) = outcome.status else { return nil }
        return remark(error, task.request)
    }

    private func record(_ task: PromptTask, _ outcome: PromptOutcome) {
        let isSuccess = if case .success = outcome.status { true } else { false }
        history.put(
            task.promptID,
            [
                "prompt": Self.queueEntry(task), "outputs": .object(isSuccess ? outcome.outputs : [:]),
                "status": [
                    "status_str": isSuccess ? "success" : "error", "completed": .bool(isSuccess),
                    "messages": .array(outcome.messages),
                ],
                "meta": .object(outcome.meta),
            ])
    }
}
