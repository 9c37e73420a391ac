internal import Formats
internal import System
internal import Workflow

/// Learns from a prompt's events how far it is. What is to come is estimated only when asked, since large graphs have
/// thousands of events that nobody asks about.
final class ProgressTracker: Sendable {
    private struct Entry {
        let id: ExactString
        let className: String?
        var clock = NodeClock()
    }
    private struct State {
        var prompt: JSONObject = [:]
        var outputs: [String] = []
        /// The outputs and all that they depend on, once somebody asked.
        var needed: Set<ExactString>?
        var cached: Set<ExactString> = []
        /// The nodes that have begun or ended, and where each of them is.
        var entries: [Entry] = []
        var places: [ExactString: Int] = [:]
        /// The one that runs, and where it is, which is looked up when it matters.
        var executing: ExactString?
        var current: Int?
        var preview: EngineEvent?
        /// When it began, and until when its time was given to nodes.
        var started: Int64?
        var mark: Int64 = 0
        var ended: Int64?
        /// What was shown, which never goes back.
        var shown = 0.0

        mutating func advance(to now: Int64) {
            if current == nil, let executing { current = places[executing] }
            if let current { entries[current].clock.add(Double(now - mark) / 1e9) }
            mark = now
        }

        mutating func execute(_ id: ExactString?) { (executing, current) = (id, nil) }

        /// Where a node is that begins or ends.
        mutating func enter(_ id: ExactString) -> Int {
            // most events are of the one that runs
            let isExecuting = id == executing
            if isExecuting, let current { return current }
            let next = entries.count
            func take(_ place: inout Int) -> Int { place }
            let place = take(&places[id, default: next])
            if place == next {
                entries.append(Entry(id: id, className: prompt[id.text]?["class_type"]?.string))
            }
            if isExecuting { current = place }
            return place
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
            state.execute(nil)
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
                state.execute(node.map(ExactString.init))
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
            let place = state.enter(ExactString(change.nodeID))
            state.advance(to: now)
            let name = state.entries[place].className
            switch change.phase {
            case .running:
                state.entries[place].clock.begin(costs[name ?? ""])
                state.entries[place].clock.note(value: change.value.number ?? 0, max: change.max.number ?? 0)
            case .finished: state.entries[place].clock.isFinished = true
            }
            let clock = state.entries[place].clock
            guard clock.isFinished, clock.hasBegun, let name else { return nil }
            return (name, clock.cost)
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
            for entry in state.entries {
                all.insert(entry.id)
                if entry.clock.isFinished { done.insert(entry.id) }
            }
            var progress = TaskProgress()
            progress.nodesDone = done.count
            progress.nodesTotal = all.count
            if let current = state.current {
                let node = state.entries[current].clock
                progress.nodeID = state.entries[current].id.text
                progress.value = node.value
                progress.max = node.max
                progress.secondsPerStep = node.isFinished ? nil : node.secondsPerStep
            }
            guard let started = state.started else { return progress }
            progress.secondsElapsed = Double(now - started) / 1e9
            let estimate = PromptEstimate(prompt: state.prompt, costs: costs)
            let pace = estimate.pace(state.entries.lazy.map { $0.clock })
            var left = 0.0
            var isFounded = true
            for id in all where !done.contains(id) {
                let clock = state.places[id].map { state.entries[$0].clock }
                let part =
                    if let clock { estimate.secondsLeft(of: id.text, clock, pace) } else {
                        estimate.seconds(of: id.text, pace)
                    }
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
