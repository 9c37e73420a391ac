internal import Formats
internal import System

/// Prompts that wait and prompts that run, and what the workers are to do between them.
final class PromptQueue: Sendable {
    struct Maintenance: OptionSet, Sendable {
        let rawValue: UInt32
        static let clearCache = Maintenance(rawValue: 1)
        /// Have ready what prompts run in.
        static let prepare = Maintenance(rawValue: 2)
    }

    /// What a worker does next.
    enum Work: Sendable {
        case run(PromptTask)
        case maintain(Maintenance)
        case stop
    }

    private struct State {
        /// The next one last; in one priority the older ones are nearer to the end.
        var pending: [PromptTask] = []
        /// By worker.
        var running: [PromptTask?]
        var isBusy: [Bool]
        var maintenance: [Maintenance]
        /// Of everything pending or running.
        var ids: Set<String> = []
        var isClosed = false
        var nextNumber = 0

        /// What waits, in the order in which it will run: an array of its own, which nobody else's changes share.
        var inOrder: [PromptTask] { pending.indices.reversed().map { pending[$0] } }

        var count: Int { pending.count + running.count { $0 != nil } }
    }

    private let state: Monitor<State>
    private let capacity: Int

    init(workers: Int, capacity: Int) {
        self.capacity = capacity
        state = Monitor(
            State(
                running: Array(repeating: nil, count: workers), isBusy: Array(repeating: false, count: workers),
                maintenance: Array(repeating: [], count: workers)))
    }

    /// Makes a task of its number and queues it. `announce` hears of it, and of how many there are with it, before any
    /// worker does; it runs with the queue locked.
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
                if state.pending[middle].submission.priority < task.submission.priority {
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

    /// Blocks until there is something to do for a worker. What it did before is over.
    func next(for worker: Int) -> Work {
        state.wait { state -> Work? in
            let work: Work
            if !state.maintenance[worker].isEmpty {
                work = .maintain(state.maintenance[worker])
                state.maintenance[worker] = []
            } else if let task = state.pending.popLast() {
                state.running[worker] = task
                task.begin()
                work = .run(task)
            } else if state.isClosed {
                work = .stop
            } else {
                return nil
            }
            state.isBusy[worker] = true
            return work
        } ?? .stop
    }

    /// Says that a worker's task no longer counts.
    func finished(_ worker: Int) {
        state.update { state in
            if let task = state.running[worker] { state.ids.remove(task.promptID) }
            state.running[worker] = nil
        }
    }

    /// Says that a worker is free for `next`.
    func idle(_ worker: Int) { state.update { $0.isBusy[worker] = false } }

    /// Has every worker do something between two prompts, and waits for those that run none.
    func maintain(_ maintenance: Maintenance) {
        let waitFor: [Int] = state.update { state in
            guard !state.isClosed else { return [] }
            for worker in state.maintenance.indices { state.maintenance[worker].formUnion(maintenance) }
            return state.running.indices.filter { state.running[$0] == nil }
        }
        for worker in waitFor {
            _ = state.wait { state in
                let isDone = state.maintenance[worker].isEmpty && !state.isBusy[worker]
                return isDone || state.running[worker] != nil || state.isClosed ? true : nil
            }
        }
    }

    /// Takes a task out if it waits; false if it runs or is gone.
    func withdraw(_ task: PromptTask) -> Bool {
        state.update { state in
            guard let index = state.pending.firstIndex(where: { $0 === task }) else { return false }
            state.pending.remove(at: index)
            state.ids.remove(task.promptID)
            return true
        }
    }

    /// Takes all that wait out.
    func withdrawAll() -> [PromptTask] {
        state.update { state in
            for task in state.pending { state.ids.remove(task.promptID) }
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

    /// Takes no more. Workers finish what is there and stop.
    func close() { state.update { $0.isClosed = true } }
}
