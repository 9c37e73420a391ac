import Configuration
import Engine
import Formats
import Runners
import Synchronization
import System
import Tensors
import TestSupport
import Testing
import WorkflowTestSupport

@testable import Workflow

/// Runs prompts, one after another, and keeps what the latest one told.
final class Runner: Sendable {
    let registry: NodeRegistry
    private let engine: Engine
    private let received = Mutex<[WorkflowEvent]>([])
    private let pictures = Mutex<[String: [PixelImage]]>([:])
    let runs = Mutex(0)

    /// Where the prompts run.
    private enum Engine: Sendable {
        case here(OneAtATime)
        case isolated(Client)
    }

    private final class OneAtATime: Sendable {
        let executor: Mutex<PromptExecutor>
        init(_ executor: sending PromptExecutor) { self.executor = Mutex(executor) }
    }

    init(_ nodes: [any Node] = StockNodes.all, _ policy: CachePolicy = .classic) {
        let registry = NodeRegistry(nodes)
        self.registry = registry
        if Executors.isIsolated {
            var options = ClientOptions()
            options.executor = .isolated
            options.eventCapacity = 100_000
            options.resources.configuration = try! Configuration(Self.configuration(policy))
            engine = .isolated(try! Client(options, registry: registry))
        } else {
            engine = .here(OneAtATime(PromptExecutor(registry: registry, cachePolicy: policy)))
        }
    }

    deinit { if case .isolated(let client) = engine { client.destroy(cancelling: true) } }

    private static func configuration(_ policy: CachePolicy) -> JSON {
        switch policy {
        case .classic: [:]
        case .lru(let count): ["cache_lru": .int(Int128(count))]
        case .none: ["cache_none": true]
        case .ramPressure(let headroom): ["cache_ram": .double(headroom)]
        }
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
        received.withLock { $0 = [] }
        pictures.withLock { $0 = [:] }
        let tell: @Sendable (WorkflowEvent) -> Void = { event in
            self.received.withLock { $0.append(event) }
            if let node = event.data["node"]?.string, !event.outputImages.isEmpty {
                self.pictures.withLock { $0[node] = event.outputImages }
            }
            onEvent(event)
        }
        switch engine {
        case .isolated(let client):
            let request = PromptRequest(
                promptID: "P", clientID: "C", prompt: try JSON(parsing: prompt).object ?? [:], targets: targets,
                extraData: extraData)
            let task = try client.queuePrompt(request)
            cancellation.whenCancelled { task.cancel() }
            return try follow(task, tell)
        case .here(let one):
            let validation = try validate(prompt, targets: targets)
            let request = PromptRequest(
                promptID: "P", clientID: "C", prompt: validation.prompt, extraData: extraData)
            let environment = RunEnvironment(cancellation: cancellation, onEvent: tell)
            return one.executor.withLock { $0.execute(request, outputs: validation.goodOutputs, in: environment) }
        }
    }

    /// The task's events to their end, and its outcome.
    private func follow(_ task: PromptTask, _ tell: (WorkflowEvent) -> Void) throws -> PromptOutcome {
        while case .event(let event, let dropped) = task.events.next(until: Deadline(milliseconds: 30_000)) {
            #expect(dropped == 0)
            let preview = event.image.map(Preview.image)
            tell(WorkflowEvent(event.name, event.data, preview: preview, clientID: event.clientID))
        }
        #expect(task.wait(until: Deadline(milliseconds: 30_000)))
        for index in 0..<task.imageCount {
            guard let image = task.image(at: index) else { continue }
            pictures.withLock { $0[image.nodeID, default: []].append(image.image) }
        }
        return try #require(task.outcome)
    }

    func clearCache() {
        switch engine {
        case .isolated(let client): try? client.freeMemory(models: false, cache: true)
        case .here(let one): one.executor.withLock { $0.clearCache() }
        }
    }

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
    /// The pixels that a node announced.
    func images(of node: String) -> [PixelImage] { pictures.withLock { $0[node] ?? [] } }
    func data(_ name: String) -> [JSON] { events.filter { $0.name == name }.map(\.data) }
}

extension PromptOutcome {
    var succeeded: Bool { if case .success = status { true } else { false } }
    var failure: JSONObject? {
        switch status {
        case .failed(let data), .invalid(let data): data
        case .success, .interrupted: nil
        }
    }
    var interruption: JSONObject? { if case .interrupted(let data) = status { data } else { nil } }
    /// What the `Show` node of this id was given.
    func shown(_ id: String) -> JSON? { outputs[id]?["shown"] }
}
