internal import CEngine
internal import Formats
internal import Glibc
internal import Models
internal import Nodes
internal import System
internal import Tensors
internal import Workflow

/// What a worker does for its host. `take` is called on the thread that reads the socket and never waits; prompts run
/// on a thread of their own.
final class WorkerService: Sendable {
    private enum Work: Sendable {
        case run(PromptJob, Cancellation)
        case clearCache(UInt64)
    }

    private struct State {
        var work = Deque<Work>()
        /// Of the prompt that runs.
        var cancellation: Cancellation?
    }

    private let connection: Connection
    private let resources: ClientResources
    private let host: HostCalls
    private let state = Monitor(State())
    /// Of models that are loaded ahead.
    private let loading = Cancellation()
    private let closing = Closing()
    private let tracer: Tracer
    /// The host's node classes.
    private let classes = Monitor<Set<HostClass>>([])

    init(_ setup: WorkerSetup, _ connection: Connection) throws {
        self.connection = connection
        host = HostCalls(connection)
        // A folder that is gone leaves relative paths without a meaning, as it does in the host.
        _ = chdir(setup.workingDirectory)
        let options = try setup.options()
        if let limit = IsolationSettings(options.configuration).memoryLimit {
            let status = ce_limit_memory(limit)
            guard status == 0 else {
                throw EngineError(.outOfResources, "cannot limit memory: \(String(cString: strerror(status)))")
            }
        }
        Self.sendLogs(to: connection, setup.logLevel)
        let tracer = Tracer { span in try? connection.send(WorkerMessage.span(span.json)) }
        self.tracer = tracer
        resources =
            setup.hasBuiltinNodes ? try ClientResources(options, tracer) : ClientResources(registry: NodeRegistry())
        let cachePolicy = options.configuration.cachePolicy
        _ = try Thread("comfy-executor") { [self] in
            // Made for the first prompt.
            var executor: PromptExecutor?
            while true {
                switch next() {
                case .clearCache(let number):
                    executor?.clearCache()
                    try? reply(number, .success(nil))
                case .run(let job, let cancellation):
                    let ready =
                        executor
                        ?? tracer.measure(SpanName.initializeExecutor, parent: job.traceContext) {
                            PromptExecutor(registry: resources.registry, cachePolicy: cachePolicy)
                        }
                    executor = ready
                    run(job, cancellation, ready)
                }
            }
        }
    }

    private static func sendLogs(to connection: Connection, _ level: Int) {
        Log.setHandler(Log.Level(rawValue: level) ?? .none) { record in
            try? connection.send(
                WorkerMessage.log(level: record.level.rawValue, record.message, fields: record.fields))
        }
    }

    // MARK: The thread that reads

    func take(_ message: HostMessage) throws {
        switch message {
        case .setup: throw WireError("a second setup")
        case .image(let name, let image?): resources.folders.register(image, as: name)
        case .image(let name, nil): _ = resources.folders.unregisterImage(name)
        case .modelFile(let folder, let name, let memory?):
            let file = MemoryFile(pointer: try memory.mapped(), size: memory.byteCount) {
                withExtendedLifetime(memory) {}
            }
            resources.folders.register(file, as: name, of: folder)
        case .modelFile(let folder, let name, nil): _ = resources.folders.unregisterModel(name, of: folder)
        case .classes(let classes): register(Set(classes))
        case .run(let job, let logLevel):
            if logLevel != Log.level.rawValue { Self.sendLogs(to: connection, logLevel) }
            let cancellation = Cancellation()
            state.update { state in
                state.cancellation = cancellation
                state.work.append(.run(job, cancellation))
            }
        case .cancel: state.withLock { $0.cancellation }?.cancel()
        case .request(let number, let request): try answer(number, request)
        case .ping: try connection.send(WorkerMessage.pong)
        case .answer(let call, let answer): host.take(answer, of: call)
        case .progress(let call, let value, let max, let preview):
            host.noteLife(of: call)
            host.context(of: call)?.progress(value: value, max: max, preview: preview)
        case .text(let call, let text):
            host.noteLife(of: call)
            host.context(of: call)?.text(text)
        case .closing: closing.begin()
        case .alive(let call): host.noteLife(of: call)
        }
    }

    private func register(_ new: Set<HostClass>) {
        classes.withLock { classes in
            for nodeClass in classes.subtracting(new) { _ = resources.registry.unregister(nodeClass.name) }
            for nodeClass in new.subtracting(classes) {
                _ = resources.registry.register(HostNode(nodeClass, host), as: nodeClass.name)
            }
            classes = new
        }
    }

    private func answer(_ number: UInt64, _ request: WorkerRequest) throws {
        switch request {
        case .memory: try reply(number, .success(.object(resources.memoryReport())))
        case .unload(let folder, let name):
            try reply(number, .success(.bool(resources.unloadModel(folder, name))))
        case .unloadAll:
            resources.models.unloadAll()
            try reply(number, .success(nil))
        case .load(let folder, let name):
            _ = try Thread("comfy-load") { [self] in
                do throws(EngineError) {
                    try resources.loadModel(folder, name, loading)
                    try? reply(number, .success(nil))
                } catch {
                    try? reply(number, .failure(error))
                }
            }
        case .clearCache: state.update { $0.work.append(.clearCache(number)) }
        }
    }

    private func reply(_ number: UInt64, _ result: Result<JSON, EngineError>) throws {
        try connection.send(WorkerMessage.reply(number, result))
    }

    // MARK: The thread that runs prompts

    private func next() -> Work {
        while true {
            if let work = state.wait(for: { $0.work.popFirst() }) { return work }
        }
    }

    private func run(_ job: PromptJob, _ cancellation: Cancellation, _ executor: PromptExecutor) {
        let connection = connection
        let result = job.run(
            executor, cancellation, closing, tracer,
            onValidated: { _, outputs in try? connection.send(WorkerMessage.validated(outputs: outputs)) },
            onEvent: { event in Self.send(event, connection) })
        host.forget()
        state.withLock { $0.cancellation = nil }
        try? connection.send(WorkerMessage.finished(result))
    }

    private static func send(_ event: WorkflowEvent, _ connection: Connection) {
        do {
            if let change = event.progressChange {
                try connection.send(WorkerMessage.progress(change, clientID: event.clientID))
            } else {
                try connection.send(WorkerMessage.event(event))
            }
        } catch Connection.Failure.refused {
            // No memory for the pixels: the event goes without.
            var event = event
            event.image = nil
            event.outputImages = []
            try? connection.send(WorkerMessage.event(event))
        } catch {
            // The host is gone, and so will this process be.
        }
    }
}
