import Formats
import Synchronization
import Tensors
import Workflow
import WorkflowTestSupport

/// One client's executor, with what the latest prompt told.
final class Runner: Sendable {
    let registry: NodeRegistry
    private let executor: Mutex<PromptExecutor>
    private let received = Mutex<[WorkflowEvent]>([])
    let runs = Mutex(0)

    init(_ nodes: [any Node] = StockNodes.all, _ policy: CachePolicy = .classic) {
        let registry = NodeRegistry(nodes)
        self.registry = registry
        executor = Mutex(PromptExecutor(registry: registry, cachePolicy: policy))
    }

    var events: [WorkflowEvent] { received.withLock { $0 } }

    func validate(_ prompt: String, targets: [String]? = nil) throws -> PromptValidation {
        PromptExecutor.validate(prompt: try JSON(parsing: prompt), targets: targets, registry: registry)
    }

    @discardableResult
    func run(
        _ prompt: String, targets: [String]? = nil, extraData: JSONObject = [:],
        cancellation: Cancellation = Cancellation(), onEvent: @escaping @Sendable (WorkflowEvent) -> Void = { _ in }
    ) throws -> PromptOutcome {
        let validation = try validate(prompt, targets: targets)
        received.withLock { $0 = [] }
        let request = PromptRequest(
            promptID: "P", clientID: "C", prompt: validation.prompt, outputs: validation.goodOutputs,
            extraData: extraData, cancellation: cancellation,
            onEvent: { event in
                self.received.withLock { $0.append(event) }
                onEvent(event)
            })
        return executor.withLock { $0.execute(request) }
    }

    func clearCache() { executor.withLock { $0.clearCache() } }

    /// The nodes that ran, in order.
    var executing: [String] {
        events.filter { $0.name == "executing" }.compactMap { $0.data["node"]?.string }
    }
    /// "name" or "name node" of each event but progress_state.
    var story: [String] {
        events.filter { $0.name != "progress_state" }.map { event in
            event.data["node"]?.string.map { "\(event.name) \($0)" } ?? event.name
        }
    }
    func data(_ name: String) -> [JSON] { events.filter { $0.name == name }.map(\.data) }
}

extension PromptOutcome {
    var succeeded: Bool { if case .success = status { true } else { false } }
    var failure: JSONObject? { if case .failed(let data) = status { data } else { nil } }
    var interruption: JSONObject? { if case .interrupted(let data) = status { data } else { nil } }
    /// What the `Show` node of this id was given.
    func shown(_ id: String) -> JSON? { outputs[id]?["shown"] }
}
