internal import Configuration
internal import Formats
internal import System
internal import Tensors
internal import Workflow

/// The host's own nodes, called for the prompts that run in a child, one prompt at a time.
///
/// Their functions have a thread of their own. A prompt that ends while one of them runs leaves it that thread, and the
/// next prompt gets another.
final class HostNodes: Sendable {
    private struct State {
        /// Tells prompts apart: a function that was left behind belongs to none of the later ones.
        var prompt = 0
        /// As the child knows them.
        var nodes: [HostClass: any Node] = [:]
        /// Calls that were not answered yet.
        var unanswered = 0
        /// Calls whose outcome comes later.
        var pending: [UInt64: PendingOutput] = [:]
    }
    private let state = Monitor(State())
    let previews = KeptPreviews()
    private let threads = Monitor((current: HostThread?.none, left: [HostThread]()))

    /// A prompt begins that may use these.
    func begin(_ nodes: [HostClass: any Node]) {
        state.withLock { state in state = State(prompt: state.prompt + 1, nodes: nodes) }
    }

    /// The prompt is over: lets go of the classes, and tells calls that are not done that nobody waits any more.
    func end() {
        let over = state.withLock { state in
            defer { state = State(prompt: state.prompt + 1) }
            return state
        }
        for pending in over.pending.values { pending.settle(.failure(CancellationError())) }
        // What has been answered may not be let go of yet; nobody is to find it alive after its prompt.
        if over.unanswered == 0 { threads.withLock { $0.current }?.waitUntilIdle() }
        previews.removeAll()
        let idle = threads.withLock { threads in
            if let busy = threads.current, !busy.isIdle {
                busy.close()
                threads.left.append(busy)
                threads.current = nil
            }
            let idle = threads.left.filter(\.isIdle)
            threads.left.removeAll { left in idle.contains { $0 === left } }
            return idle
        }
        for thread in idle { thread.join() }
    }

    /// No prompt comes any more: waits for what the host's functions still do.
    func finish() {
        let all = threads.withLock { threads in
            defer { threads = (nil, []) }
            threads.current?.close()
            return threads.left + (threads.current.map { [$0] } ?? [])
        }
        for thread in all { thread.join() }
    }

    /// Calls that were put off and have shown a sign of life since that time, as `Clock.monotonic` has it.
    func alive(since time: Int64) -> [UInt64] {
        state.withLock { state in state.pending.filter { $0.value.lastSignOfLife > time }.map(\.key) }
    }

    /// Has done what the child asks for, and answered. Does not wait for it.
    ///
    /// - Parameter cancellation: raised when the prompt is cancelled, or the child gone.
    func answer(
        _ number: UInt64, _ call: NodeCall, of request: PromptRequest, _ cancellation: Cancellation, _ link: ChildLink
    ) {
        let prompt = state.withLock { state in
            state.unanswered += 1
            return state.prompt
        }
        do {
            let thread = try threads.withLock { threads throws(SystemError) in
                if let thread = threads.current { return thread }
                let thread = try HostThread()
                threads.current = thread
                return thread
            }
            thread.perform { [self] in
                answer(number, call, HostNodeContext(number, call, request, cancellation, link, previews), prompt)
            }
        } catch {
            state.withLock { $0.unanswered -= 1 }
            Self.send(.failed(NodeError(catching: error)), number, link)
        }
    }

    private func answer(_ number: UInt64, _ call: NodeCall, _ context: HostNodeContext, _ prompt: Int) {
        guard state.withLock({ $0.prompt == prompt }) else { return }
        let link = context.link
        let result: CallAnswer
        var pending: PendingOutput?
        do {
            (result, pending) = try perform(call, context)
        } catch {
            result = Self.answer(error)
        }
        let isWanted = state.withLock { state in
            guard state.prompt == prompt else { return false }
            state.pending[number] = pending
            state.unanswered -= 1
            return true
        }
        guard isWanted else {
            pending?.settle(.failure(CancellationError()))
            return
        }
        Self.send(result, number, link)
        pending?.whenSettled { [weak self, weak pending] in
            guard let outcome = pending?.outcome, let self else { return }
            let isWanted = state.withLock { state in
                state.prompt == prompt && state.pending.removeValue(forKey: number) != nil
            }
            // One that was given up has nobody to tell.
            guard isWanted else { return }
            switch outcome {
            case .success(let output): Self.send(.output(output), number, link)
            case .failure(let error): Self.send(Self.answer(error), number, link)
            }
        }
    }

    private func perform(
        _ call: NodeCall, _ context: HostNodeContext
    ) throws -> (CallAnswer, PendingOutput?) {
        guard let node = state.withLock({ $0.nodes[call.nodeClass] }) else {
            throw NodeError("KeyError", "'\(call.nodeClass.name)'")
        }
        switch call.task {
        case .describe: return (.described(node.schema, customValidatedInputs: node.customValidatedInputs), nil)
        case .validate(let inputs): return (.text(try node.validate(inputs)), nil)
        case .fingerprint(let inputs): return (.fingerprint(try node.fingerprint(inputs)), nil)
        case .neededLazyInputs(let inputs, _):
            return (.names(try Warnings.heard(by: context.warn) { try node.neededLazyInputs(inputs, context) }), nil)
        case .execute(let inputs, _):
            switch try Warnings.heard(by: context.warn, { try node.execute(inputs, context) }) {
            case .finished(let output): return (.output(output), nil)
            case .pending(let pending): return (.pending, pending)
            }
        }
    }

    private static func answer(_ error: any Error) -> CallAnswer {
        error is CancellationError ? .cancelled : .failed(NodeError(catching: error))
    }

    private static func send(_ answer: CallAnswer, _ number: UInt64, _ link: ChildLink) {
        do {
            try link.send(.answer(number, answer))
        } catch {
            // A child that is gone needs no answer; what cannot be shared is the node's failure.
            if error.code != .closed {
                try? link.send(.answer(number, .failed(NodeError("MemoryError", error.message))))
            }
        }
    }
}

/// What such a node may ask and say; what it says goes to the child, which knows the order of things.
private final class HostNodeContext: NodeContext {
    let nodeID: String
    let displayNodeID: String
    let listIndex: Int
    let cancellation: Cancellation
    private let number: UInt64
    private let request: PromptRequest
    let link: ChildLink
    private let previews: KeptPreviews
    private let graphs = GraphPrefixes()

    var promptID: String { request.promptID }
    var clientID: String? { request.clientID }
    var extraData: JSONObject { request.extraData }

    init(
        _ number: UInt64, _ call: NodeCall, _ request: PromptRequest, _ cancellation: Cancellation, _ link: ChildLink,
        _ previews: KeptPreviews
    ) {
        let place: NodeCall.Place? =
            switch call.task {
            case .execute(_, let place), .neededLazyInputs(_, let place): place
            case .describe, .validate, .fingerprint: nil
            }
        nodeID = place?.nodeID ?? ""
        displayNodeID = place?.displayNodeID ?? ""
        listIndex = place?.listIndex ?? 0
        self.cancellation = cancellation
        self.number = number
        self.request = request
        self.link = link
        self.previews = previews
    }

    func allocateGraphPrefix() -> String { graphs.next(nodeID: nodeID, listIndex: listIndex) }

    func progress(value: Double, max: Double, preview: Preview?) {
        try? link.send(.progress(call: number, value: value, max: max, preview: preview.map(previews.keep)))
    }

    func text(_ text: String) { try? link.send(.text(call: number, text)) }
    func warn(_ message: String) { try? link.send(.warning(call: number, message)) }
}
