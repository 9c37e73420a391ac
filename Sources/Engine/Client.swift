package import Formats
internal import Nodes
internal import System
internal import Tensors
package import Workflow

/// Runs ComfyUI workflows, in this process or in others. Safe from any thread; has to be destroyed.
package final class Client: Sendable {
    package let configuration: Configuration
    package let clientID: String
    package let history = History()
    /// The events of all tasks, if the options asked for them.
    package let events: EventQueue?
    package let metrics = Metrics()
    package let spans: SpanSink

    let queue: PromptQueue
    private let options: ClientOptions
    private let dispatcher: EventDispatcher?
    private let resources: Monitor<(resources: ClientResources?, users: Int)>
    /// Of models that are loaded ahead.
    let loading = Cancellation()
    let closing = Closing()
    private let workers = Monitor<[Thread]>([])
    /// The number of the latest event. Held while an event goes to its queues, so that all have the same order.
    private let sequence = Monitor<UInt64>(0)

    package convenience init(_ options: ClientOptions = ClientOptions()) throws(EngineError) {
        let isIsolated = try Self.isIsolated(options)
        var own = options
        // Nothing is computed here if prompts run elsewhere.
        if isIsolated { own.threads = 1 }
        try self.init(options) { [own] tracer throws(EngineError) in
            let resources = try ClientResources(own, tracer)
            return try isIsolated ? resources.isolated(options) : resources
        }
    }

    /// A client of other nodes than the library's own, for tests.
    package convenience init(_ options: ClientOptions, registry: NodeRegistry) throws(EngineError) {
        let isIsolated = try Self.isIsolated(options)
        try self.init(options) { _ throws(EngineError) in
            let resources = ClientResources(registry: registry)
            return try isIsolated ? resources.isolated(options) : resources
        }
    }

    private init(
        _ options: ClientOptions, _ makeResources: (Tracer) throws(EngineError) -> ClientResources
    ) throws(EngineError) {
        guard (1...64).contains(options.maxWorkers) else {
            throw EngineError(.invalidArgument, "max_workers must be between 1 and 64, not \(options.maxWorkers)")
        }
        self.options = options
        configuration = options.configuration
        clientID = options.clientID ?? UUID.random()
        events = options.keepsEvents ? EventQueue(capacity: options.eventCapacity) : nil
        queue = PromptQueue(workers: options.maxWorkers, capacity: configuration["max_queue_size"].int ?? 65536)
        let spans = SpanSink(metrics, handler: options.spanHandler, exporter: try OTLPExporter(configuration))
        self.spans = spans
        let registry: NodeRegistry
        let printed = Self.printedLevel(configuration)
        printed.map(Log.startPrinting)
        configuration.logIdleKeys()
        let pool: WorkerPool?
        do {
            let made = try makeResources(spans.tracer)
            registry = made.registry
            pool = made.workers
            resources = Monitor((made, 0))
            dispatcher =
                if let handler = options.eventHandler {
                    try EventDispatcher(capacity: options.eventCapacity, handler: handler)
                } else {
                    nil
                }
        } catch {
            spans.close()
            printed.map(Log.stopPrinting)
            throw error
        }
        do {
            for index in 0..<options.maxWorkers {
                let worker = Worker(index: index, client: self) { [registry, pool] in
                    if let pool {
                        IsolatedRunner(self, pool, index: index)
                    } else {
                        InProcessRunner(self, registry)
                    }
                }
                let thread = try EngineError.translating { () throws(SystemError) in
                    try Thread("comfy-worker-\(index)") { worker.run() }
                }
                workers.withLock { $0.append(thread) }
            }
            try pool?.waitForStart()
        } catch {
            destroy(cancelling: true)
            throw error
        }
    }

    /// The original's rule: some settings want a process of their own.
    private static func isIsolated(_ options: ClientOptions) throws(EngineError) -> Bool {
        let keys = options.configuration.isolatingKeys
        switch options.executor {
        case .automatic: return !keys.isEmpty
        case .isolated: return true
        case .inProcess:
            guard keys.isEmpty else {
                let list = keys.map { "'\($0)'" }.joined(separator: ", ")
                throw EngineError(
                    .invalidConfiguration,
                    "Configuration requires ProcessPoolExecutor but ContextVarExecutor was requested. "
                        + "Configuration keys causing this: [\(list)]",
                    details: ["keys": .array(keys.map { .string($0) })])
            }
            return false
        }
    }

    /// What the configuration wants to see on standard output.
    private static func printedLevel(_ configuration: Configuration) -> Log.Level? {
        configuration.bool("log_stdout") ? Log.Level(python: configuration.string("logging_level")) : nil
    }

    // MARK: Life

    package var isRunning: Bool { !queue.isClosed }

    /// Prompts that are queued or running.
    package var taskCount: Int { queue.count }

    /// Takes the client down: after all queued and running prompts have ended, cancelled or not. Returns when all its
    /// threads are gone and its resources released. Once, and not from a thread of its own.
    package func destroy(cancelling: Bool) {
        queue.close()
        closing.begin()
        if cancelling {
            loading.cancel()
            clearQueue()
            interrupt()
        }
        let threads = workers.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
        dispatcher?.finish()
        events?.close()
        spans.close()
        // Calls under way still use the resources. They are released outside the lock: what the host lent may call back.
        let last = resources.wait { state -> ClientResources?? in
            guard state.users == 0 else { return nil }
            defer { state.resources = nil }
            return .some(state.resources)
        }
        withExtendedLifetime(last) {}
        Self.printedLevel(configuration).map(Log.stopPrinting)
    }

    /// The worker processes; nil if prompts run in this process, or the client is destroyed.
    var pool: WorkerPool? { resources.withLock { $0.resources?.workers } }

    /// Lends the resources to `body`; the destruction waits for it.
    func withResources<R>(_ body: (ClientResources) throws -> R) throws -> R {
        let isOpen = resources.withLock { state in
            if state.resources != nil { state.users += 1 }
            return state.resources != nil
        }
        defer { if isOpen { resources.update { $0.users -= 1 } } }
        // No variable keeps the resources: the caller's reference is gone before it is counted out.
        guard isOpen, let result = try resources.withLock({ $0.resources }).map(body) else {
            throw EngineError(.closed, "the client is being destroyed")
        }
        return result
    }

    // MARK: Prompts

    package func queuePrompt(_ submission: PromptSubmission) throws(EngineError) -> PromptTask {
        let promptID = submission.promptID ?? UUID.random()
        return try queue.add(id: promptID) { number in
            PromptTask(
                submission, promptID: promptID, clientID: submission.clientID ?? clientID, number: number,
                eventCapacity: options.eventCapacity, tracer: spans.tracer,
                withdraw: { [weak self] in self?.withdraw($0) })
        } announce: { task, count in
            metrics.noteQueued()
            publishStatus(task, count: count)
        }
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
        var extraData = task.submission.extraData
        for key in secretExtraData { extraData[key] = nil }
        extraData["client_id"] = .string(task.clientID)
        return [
            .int(Int128(task.number)), .string(task.promptID), .object(task.submission.workflow), .object(extraData),
            .array((task.submission.targets ?? []).map { .string($0) }),
        ]
    }

    @discardableResult
    private func withdraw(_ task: PromptTask) -> Bool {
        guard queue.withdraw(task) else { return false }
        finishWithdrawn(task)
        return true
    }

    private func finishWithdrawn(_ task: PromptTask) {
        task.cancellation.cancel()
        let result = PromptResult.cancelled(task.promptID)
        record(task, result)
        publishStatus(task)
        end(task, result.outcome)
    }

    /// A worker is done with a task.
    func complete(_ task: PromptTask, _ result: PromptResult, worker: Int) {
        record(task, result)
        queue.finished(worker)
        publishStatus(task)
        if options.sendsServerEvents {
            publish(
                WorkflowEvent(
                    "executing", ["node": nil, "prompt_id": .string(task.promptID)], clientID: task.clientID),
                task, promptID: task.promptID)
        }
        end(task, result.outcome)
    }

    private func end(_ task: PromptTask, _ outcome: PromptTask.Outcome) {
        metrics.note(outcome)
        task.span.end(outcome)
        task.finish(outcome)
    }

    private func record(_ task: PromptTask, _ result: PromptResult) {
        var outputs: JSONObject = [:]
        if case .success(let values, _) = result.outcome { outputs = values }
        let isSuccess = result.outcome.state == .success
        history.put(
            task.promptID,
            [
                "prompt": Self.queueEntry(task), "outputs": .object(outputs),
                "status": [
                    "status_str": isSuccess ? "success" : "error", "completed": .bool(isSuccess),
                    "messages": .array(result.messages),
                ],
                "meta": .object(result.meta),
            ])
    }

    // MARK: Events

    /// Publishes what a prompt that runs has to tell.
    func publish(_ event: WorkflowEvent, _ task: PromptTask) {
        if !event.outputImages.isEmpty { task.add(event) }
        publish(event, task, promptID: task.promptID)
        if event.name == "execution_cached" { metrics.noteCached(event.data["nodes"]?.array?.count ?? 0) }
    }

    /// Hands an event to all who listen, those of the task among them. `promptID` is nil for what is of no prompt.
    private func publish(_ event: WorkflowEvent, _ task: PromptTask, promptID: String?) {
        sequence.withLock { sequence in
            sequence += 1
            let event = EngineEvent(event, promptID: promptID, sequence: sequence)
            // Before anybody hears of it: who does finds the task as far.
            task.tracker.note(event)
            task.events.push(event)
            events?.push(event)
            dispatcher?.push(event)
        }
    }

    /// Says how long the queue is, to everybody, if the client wants to know as a server's would.
    func publishStatus(_ task: PromptTask) { publishStatus(task, count: queue.count) }

    private func publishStatus(_ task: PromptTask, count: Int) {
        guard options.sendsServerEvents else { return }
        let data: JSON = ["status": ["exec_info": ["queue_remaining": .int(Int128(count))]]]
        publish(WorkflowEvent("status", data), task, promptID: nil)
    }
}
