internal import Formats
internal import System
internal import Workflow

/// Learns from a prompt's events how far it is. What is to come is estimated only when asked, since large graphs have
/// thousands of events that nobody asks about.
final class ProgressTracker: Sendable {
    private struct State {
        var prompt: JSONObject = [:]
        var outputs: [String] = []
        /// The outputs and all that they depend on, once somebody asked.
        var needed: Set<ExactString>?
        var cached: Set<ExactString> = []
        /// The nodes that have begun or ended.
        var clocks: [ExactString: NodeClock] = [:]
        var current: String?
        var preview: EngineEvent?
        /// When it began, and until when its time was given to nodes.
        var started: Int64?
        var mark: Int64 = 0
        var ended: Int64?
        /// What was shown, which never goes back.
        var shown = 0.0

        mutating func advance(to now: Int64) {
            if let current { clocks[ExactString(current)]?.add(Double(now - mark) / 1e9) }
            mark = now
        }

        mutating func findNeeded() -> Set<ExactString> {
            if let needed { return needed }
            var found: Set<ExactString> = []
            var open = outputs
            while let node = open.popLast() {
                guard let entry = prompt[node], found.insert(ExactString(node)).inserted else { continue }
                for (_, value) in entry["inputs"]?.object ?? [:] {
                    if let link = value.array, link.count == 2, let source = link[0].string { open.append(source) }
                }
            }
            needed = found
            return found
        }
    }
    private let state = Monitor(State())
    private let costs: NodeCosts
    private let clock: @Sendable () -> Int64

    /// - Parameter clock: nanoseconds.
    init(costs: NodeCosts = .ofProcess, clock: @escaping @Sendable () -> Int64 = Clock.monotonic) {
        self.costs = costs
        self.clock = clock
    }

    /// Says which nodes have to be computed, or found in the cache: the outputs and all that they depend on.
    func begin(prompt: JSONObject, outputs: [String]) {
        let now = clock()
        state.withLock { state in
            (state.prompt, state.outputs, state.needed) = (prompt, outputs, nil)
            (state.started, state.mark) = (now, now)
        }
    }

    /// It is over: its time stands still.
    func end() {
        let now = clock()
        state.withLock { state in
            state.advance(to: now)
            state.current = nil
            state.ended = state.ended ?? now
        }
    }

    /// Takes an event in; where the prompt stands then, if a node told of its steps.
    func note(_ kind: EngineEvent.Kind, _ event: WorkflowEvent) -> TaskProgress? {
        switch kind {
        case .executionCached:
            let nodes = event.data["nodes"]?.array?.compactMap(\.string) ?? []
            state.withLock { $0.cached = Set(nodes.map(ExactString.init)) }
        case .executing:
            let node = event.data["node"]?.string
            let now = clock()
            state.withLock { state in
                state.advance(to: now)
                state.current = node
            }
        case .progressState:
            if let change = event.progressChange { note(change) }
        case .progress:
            var progress = snapshot()
            progress.state = .running
            return progress
        default: break
        }
        return nil
    }

    private func note(_ change: ProgressChange) {
        let now = clock()
        let finished: (String, NodeCost)? = state.withLock { state in
            state.advance(to: now)
            let id = ExactString(change.nodeID)
            var node = state.clocks[id] ?? NodeClock()
            switch change.phase {
            case .running:
                if !node.hasBegun { node.begin(costs[state.prompt[change.nodeID]?["class_type"]?.string ?? ""]) }
                node.note(value: change.value.number ?? 0, max: change.max.number ?? 0)
            case .finished: node.isFinished = true
            }
            state.clocks[id] = node
            guard node.isFinished, node.hasBegun, let name = state.prompt[change.nodeID]?["class_type"]?.string else {
                return nil
            }
            return (name, node.cost)
        }
        if let (name, cost) = finished { costs.note(cost, of: name) }
    }

    /// Keeps the latest event that had a picture of a node's work.
    func keep(preview: EngineEvent) { state.withLock { $0.preview = preview } }

    var preview: EngineEvent? { state.withLock { $0.preview } }

    func snapshot() -> TaskProgress {
        let now = clock()
        return state.withLock { state in
            let now = state.ended ?? now
            state.advance(to: now)
            var all = state.findNeeded()
            var done = state.cached.intersection(all)
            for (id, node) in state.clocks {
                all.insert(id)
                if node.isFinished { done.insert(id) }
            }
            var progress = TaskProgress()
            progress.nodesDone = done.count
            progress.nodesTotal = all.count
            if let current = state.current, let node = state.clocks[ExactString(current)] {
                progress.nodeID = current
                progress.value = node.value
                progress.max = node.max
                progress.secondsPerStep = node.isFinished ? nil : node.secondsPerStep
            }
            guard let started = state.started else { return progress }
            progress.secondsElapsed = Double(now - started) / 1e9
            let estimate = PromptEstimate(prompt: state.prompt, costs: costs)
            let pace = estimate.pace(state.clocks)
            var left = 0.0
            var isFounded = true
            for id in all where !done.contains(id) {
                let part =
                    state.clocks[id].map { estimate.secondsLeft(of: id.text, $0, pace) }
                    ?? estimate.seconds(of: id.text, pace)
                left += part.seconds
                isFounded = isFounded && part.isFounded
            }
            progress.secondsLeft = isFounded ? left : nil
            let share = all.isEmpty ? 0 : progress.secondsElapsed / Swift.max(progress.secondsElapsed + left, 1e-9)
            // All is over when the task says so
            state.shown = Swift.max(state.shown, Swift.min(share, 0.999))
            progress.overall = state.shown
            return progress
        }
    }
}
