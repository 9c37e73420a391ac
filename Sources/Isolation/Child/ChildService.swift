internal import CIsolation
internal import Configuration
internal import Folders
internal import Formats
internal import Glibc
internal import Models
internal import Nodes
internal import Runners
internal import System
internal import Tensors
internal import Tracing
internal import Workflow

/// What a child does for its parent. `take` is called on the thread that reads the socket and never waits; prompts run
/// on a thread of their own.
final class ChildService: Sendable {
    private enum Work: Sendable {
        case run(PromptRequest, ParentHost)
        case clearCache(UInt64)
    }

    private struct State {
        var work = Deque<Work>()
        /// Of the prompt that runs.
        var cancellation: Cancellation?
    }

    private let connection: Connection
    private let resources: PromptResources
    private let parent: ParentCalls
    private let state = Monitor(State())
    /// Of models that are loaded ahead.
    private let loading = Cancellation()
    private let closing = Closing()
    private let tracer: Tracer
    /// The host's node classes.
    private let classes = Monitor<Set<HostClass>>([])

    init(_ setup: ChildSetup, _ connection: Connection) throws {
        self.connection = connection
        parent = ParentCalls(connection)
        // A folder that is gone leaves relative paths without a meaning, as it does in the parent.
        _ = chdir(setup.workingDirectory)
        let options = setup.options
        if let limit = options.configuration.isolation.memoryLimit {
            let status = ci_limit_memory(limit)
            guard status == 0 else {
                throw EngineError(.outOfResources, "cannot limit memory: \(String(cString: strerror(status)))")
            }
        }
        Self.sendLogs(to: connection, setup.logLevel)
        let tracer = Tracer { span in try? connection.send(ChildMessage.span(span)) }
        self.tracer = tracer
        resources =
            setup.hasBuiltinNodes ? try PromptResources(options, tracer) : try PromptResources(registry: NodeRegistry())
        let cachePolicy = options.configuration.cachePolicy
        _ = try Thread("comfy-executor") { [self] in
            let runner = InProcessRunner(resources.registry, cachePolicy)
            while true {
                switch next() {
                case .clearCache(let number):
                    runner.clearCache()
                    try? reply(number, .success(nil))
                case .run(let request, let host): run(request, host, runner)
                }
            }
        }
    }

    private static func sendLogs(to connection: Connection, _ level: Int) {
        Log.setHandler(Log.Level(rawValue: level) ?? .none) { record in
            try? connection.send(
                ChildMessage.log(level: record.level.rawValue, record.message, fields: record.fields))
        }
    }

    // MARK: The thread that reads

    func take(_ message: ParentMessage) throws {
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
        case .run(let request, let trace, let logLevel):
            if logLevel != Log.level.rawValue { Self.sendLogs(to: connection, logLevel) }
            let host = ParentHost(
                connection: connection, cancellation: Cancellation(), closing: closing, tracer: tracer, trace: trace)
            state.update { state in
                state.cancellation = host.cancellation
                state.work.append(.run(request, host))
            }
        case .cancel: state.withLock { $0.cancellation }?.cancel()
        case .request(let number, let request): try answer(number, request)
        case .ping: try connection.send(ChildMessage.pong)
        case .answer(let call, let answer): parent.take(answer, of: call)
        case .progress(let call, let value, let max, let preview):
            parent.noteLife(of: call)
            parent.context(of: call)?.progress(value: value, max: max, preview: preview)
        case .text(let call, let text):
            parent.noteLife(of: call)
            parent.context(of: call)?.text(text)
        case .warning(let call, let message):
            parent.noteLife(of: call)
            parent.context(of: call)?.warn(message)
        case .closing: closing.begin()
        case .alive(let call): parent.noteLife(of: call)
        }
    }

    private func register(_ new: Set<HostClass>) {
        classes.withLock { classes in
            for nodeClass in classes.subtracting(new) { _ = resources.registry.unregister(nodeClass.name) }
            for nodeClass in new.subtracting(classes) {
                _ = resources.registry.register(RemoteNode(nodeClass, parent), as: nodeClass.name)
            }
            classes = new
        }
    }

    private func answer(_ number: UInt64, _ request: ChildRequest) throws {
        switch request {
        case .memory: try reply(number, .success(.object(resources.memoryReport())))
        case .unload(let folder, let name):
            try reply(number, .success(.bool(resources.unloadModel(folder, name))))
        case .unloadAll:
            resources.models.unloadAll()
            try reply(number, .success(nil))
        case .load(let folder, let name):
            do throws(SystemError) {
                _ = try Thread("comfy-load") { [self] in load(folder, name, for: number) }
            } catch {
                try reply(number, .failure(EngineError(error)))
            }
        case .clearCache: state.update { $0.work.append(.clearCache(number)) }
        }
    }

    private func load(_ folder: String, _ name: String, for number: UInt64) {
        do throws(EngineError) {
            try resources.loadModel(folder, name, loading)
            try? reply(number, .success(nil))
        } catch {
            try? reply(number, .failure(error))
        }
    }

    private func reply(_ number: UInt64, _ result: Result<JSON, EngineError>) throws {
        try connection.send(ChildMessage.reply(number, result))
    }

    // MARK: The thread that runs prompts

    private func next() -> Work {
        while true {
            if let work = state.wait(for: { $0.work.popFirst() }) { return work }
        }
    }

    private func run(_ request: PromptRequest, _ host: ParentHost, _ runner: InProcessRunner) {
        let outcome = runner.run(request, for: host)
        parent.forget()
        state.withLock { $0.cancellation = nil }
        try? connection.send(ChildMessage.finished(outcome))
    }
}
