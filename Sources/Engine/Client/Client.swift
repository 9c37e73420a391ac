package import Configuration
internal import Formats
internal import Isolation
internal import Runners
internal import System
internal import Tensors
package import Tracing
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

    let options: ClientOptions
    let queue: PromptQueue
    let closing = Closing()
    /// Of models that are loaded ahead.
    let loading = Cancellation()
    let dispatcher: EventDispatcher?
    /// The number of the latest event. Held while an event goes to its queues, so that all have the same order.
    let sequence = Monitor<UInt64>(0)
    private let resources: Monitor<(resources: ClientResources?, users: Int)>
    private let threads = Monitor<[Thread]>([])

    package convenience init(_ options: ClientOptions = ClientOptions()) throws(EngineError) {
        try self.init(options) { [options] isIsolated, tracer throws(EngineError) in
            var own = options.resources
            // Nothing is computed here if prompts run elsewhere.
            if isIsolated { own.threads = 1 }
            return try PromptResources(own, tracer)
        }
    }

    /// A client of other nodes than the library's own, for tests.
    package convenience init(_ options: ClientOptions, registry: NodeRegistry) throws(EngineError) {
        try self.init(options) { _, _ throws(EngineError) in try PromptResources(registry: registry) }
    }

    private init(
        _ options: ClientOptions,
        _ makeResources: (_ isIsolated: Bool, Tracer) throws(EngineError) -> PromptResources
    ) throws(EngineError) {
        guard (1...64).contains(options.maxWorkers) else {
            throw EngineError(.invalidArgument, "max_workers must be between 1 and 64, not \(options.maxWorkers)")
        }
        let isIsolated = try options.isIsolated
        self.options = options
        let configuration = options.resources.configuration
        self.configuration = configuration
        clientID = options.clientID ?? UUID.random()
        events = options.keepsEvents ? EventQueue(capacity: options.eventCapacity) : nil
        queue = PromptQueue(threads: options.maxWorkers, capacity: configuration.queueCapacity)
        let spans = SpanSink(metrics, handler: options.spanHandler, exporter: try OTLPExporter(configuration))
        self.spans = spans
        let made: ClientResources
        configuration.printedLevel.map(Log.startPrinting)
        configuration.logIdleKeys()
        do {
            let prompts = try makeResources(isIsolated, spans.tracer)
            let children = isIsolated ? try ChildPool(options.maxWorkers, options.resources, prompts) : nil
            made = ClientResources(prompts: prompts, children: children)
            resources = Monitor((made, 0))
            dispatcher =
                if let handler = options.eventHandler {
                    try EventDispatcher(capacity: options.eventCapacity, handler: handler)
                } else {
                    nil
                }
        } catch {
            spans.close()
            configuration.printedLevel.map(Log.stopPrinting)
            throw error
        }
        do {
            for index in 0..<options.maxWorkers {
                let runner = PromptThread(index: index, client: self) {
                    [metrics, registry = made.prompts.registry, children = made.children] in
                    if let children {
                        IsolatedRunner(children, metrics, index: index)
                    } else {
                        InProcessRunner(registry, configuration.cachePolicy)
                    }
                }
                let thread = try EngineError.translating { () throws(SystemError) in
                    try Thread("comfy-prompt-\(index)") { runner.run() }
                }
                threads.withLock { $0.append(thread) }
            }
            try made.children?.waitForStart()
        } catch {
            destroy(cancelling: true)
            throw error
        }
    }

    package var isRunning: Bool { !queue.isClosed }

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
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
        queue.awaitWithdrawn()
        dispatcher?.finish()
        events?.close()
        spans.close()
        releaseResources()
        TensorMemory.trim()
        configuration.printedLevel.map(Log.stopPrinting)
    }

    /// Calls under way still use the resources. They are released outside the lock: what the host lent may call back.
    private func releaseResources() {
        let last = resources.wait { state -> ClientResources?? in
            guard state.users == 0 else { return nil }
            defer { state.resources = nil }
            return .some(state.resources)
        }
        withExtendedLifetime(last) {}
    }

    /// The child processes; nil if prompts run in this one, or the client is destroyed.
    var children: ChildPool? { resources.withLock { $0.resources?.children } }

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
}

/// What a client has until it is destroyed.
struct ClientResources: Sendable {
    let prompts: PromptResources
    /// The processes in which prompts run; nil if that is this one.
    let children: ChildPool?
}

extension ClientOptions {
    /// Whether prompts run in processes of their own. The original's rule: some settings want that.
    fileprivate var isIsolated: Bool {
        get throws(EngineError) {
            let keys = resources.configuration.isolatingKeys
            switch executor {
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
    }
}
