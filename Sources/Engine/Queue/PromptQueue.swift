internal import Configuration
internal import Formats
internal import System

/// Prompts that wait and prompts that run, and what the threads that run them are to do between them.
final class PromptQueue: Sendable {
    struct Maintenance: OptionSet, Sendable {
        let rawValue: UInt32
        static let clearCache = Maintenance(rawValue: 1)
        /// Have ready what prompts run in.
        static let prepare = Maintenance(rawValue: 2)
    }

    /// What a thread does next.
    enum Work: Sendable {
        case run(PromptTask)
        case maintain(Maintenance)
        case stop
    }

    private struct State {
        /// The next one last; in one priority the older ones are nearer to the end.
        var pending: [PromptTask] = []
        /// By thread.
        var running: [PromptTask?]
        var isBusy: [Bool]
        var maintenance: [Maintenance]
        /// Of everything pending or running.
        var ids: Set<String> = []
        var isClosed = false
        var nextNumber = 0
        /// Taken out unrun, and their ends not told yet.
        var withdrawn = 0

        /// What waits, in the order in which it will run: an array of its own, which nobody else's changes share.
        var inOrder: [PromptTask] { pending.indices.reversed().map { pending[$0] } }

        var count: Int { pending.count + running.count { $0 != nil } }
    }

    private let state: Monitor<State>
    private let capacity: Int

    init(threads: Int, capacity: Int) {
        self.capacity = capacity
        state = Monitor(
            State(
                running: Array(repeating: nil, count: threads), isBusy: Array(repeating: false, count: threads),
                maintenance: Array(repeating: [], count: threads)))
    }

    /// Makes a task of its number and queues it. `announce` hears of it, and of how many there are with it, before any
    /// thread does; it runs with the queue locked.
    func add(
        id: String, _ make: (_ number: Int) -> PromptTask, announce: (_ task: PromptTask, _ count: Int) -> Void
    ) throws(EngineError) -> PromptTask {
        try state.update { state throws(EngineError) in
            guard !state.isClosed else { throw EngineError(.closed, "the client is being destroyed") }
            guard state.pending.count < capacity else {
                throw EngineError(.queueFull, "the queue holds \(capacity) prompts already (max_queue_size)")
            }
            guard state.ids.insert(id).inserted else {
                throw EngineError(.invalidArgument, "a prompt of the id '\(id)' is queued or running already")
            }
            let task = make(state.nextNumber)
            state.nextNumber += 1
            // Before the first one that runs later: those of lower priority lie in front.
            var low = 0
            var high = state.pending.count
            while low < high {
                let middle = (low + high) / 2
                if state.pending[middle].priority < task.priority {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            state.pending.insert(task, at: low)
            announce(task, state.count)
            return task
        }
    }

    /// Blocks until there is something to do for a thread. What it did before is over.
    func next(for thread: Int) -> Work {
        state.wait { state -> Work? in
            let work: Work
            if !state.maintenance[thread].isEmpty {
                work = .maintain(state.maintenance[thread])
                state.maintenance[thread] = []
            } else if let task = state.pending.popLast() {
                state.running[thread] = task
                task.begin()
                work = .run(task)
            } else if state.isClosed {
                work = .stop
            } else {
                return nil
            }
            state.isBusy[thread] = true
            return work
        } ?? .stop
    }

    /// Says that a thread's task no longer counts.
    func finished(_ thread: Int) {
        state.update { state in
            if let task = state.running[thread] { state.ids.remove(task.promptID) }
            state.running[thread] = nil
        }
    }

    /// Says that a thread is free for `next`.
    func idle(_ thread: Int) { state.update { $0.isBusy[thread] = false } }

    /// Has every thread do something between two prompts, and waits for those that run none.
    func maintain(_ maintenance: Maintenance) {
        let waitFor: [Int] = state.update { state in
            guard !state.isClosed else { return [] }
            for thread in state.maintenance.indices { state.maintenance[thread].formUnion(maintenance) }
            return state.running.indices.filter { state.running[$0] == nil }
        }
        for thread in waitFor {
            _ = state.wait { state in
                let isDone = state.maintenance[thread].isEmpty && !state.isBusy[thread]
                return isDone || state.running[thread] != nil || state.isClosed ? true : nil
            }
        }
    }

    /// Says that the ends of so many that were taken out have been told.
    func settled(_ count: Int) { state.update { $0.withdrawn -= count } }

    /// Waits until all those have been.
    func awaitWithdrawn() { _ = state.wait { $0.withdrawn == 0 ? true : nil } }

    /// Takes a task out if it waits; false if it runs or is gone.
    func withdraw(_ task: PromptTask) -> Bool {
        state.update { state in
            guard let index = state.pending.firstIndex(where: { $0 === task }) else { return false }
            state.pending.remove(at: index)
            state.ids.remove(task.promptID)
            state.withdrawn += 1
            return true
        }
    }

    /// Takes all that wait out.
    func withdrawAll() -> [PromptTask] {
        state.update { state in
            for task in state.pending { state.ids.remove(task.promptID) }
            state.withdrawn += state.pending.count
            defer { state.pending = [] }
            return state.pending.reversed()
        }
    }

    /// In the order in which they will run.
    var pending: [PromptTask] { state.withLock { $0.inOrder } }
    var running: [PromptTask] { state.withLock { $0.running.compactMap { $0 } } }
    var snapshot: (running: [PromptTask], pending: [PromptTask]) {
        state.withLock { ($0.running.compactMap { $0 }, $0.inOrder) }
    }
    var count: Int { state.withLock { $0.count } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Takes no more. The threads finish what is there and stop.
    func close() { state.update { $0.isClosed = true } }
}
