internal import System

/// A thread on which the host's functions run: they may take longer than their prompt is waited for.
final class HostThread: Sendable {
    private struct State {
        var work = Deque<@Sendable () -> Void>()
        var isBusy = false
        var isClosed = false
    }
    private let state: Monitor<State>
    private let thread: Thread

    init() throws(SystemError) {
        let state = Monitor(State())
        self.state = state
        thread = try Thread("comfy-host") { while Self.next(state) {} }
    }

    /// Does one thing, and is idle once that is let go of; false at the end.
    private static func next(_ state: Monitor<State>) -> Bool {
        guard perform(state) else { return false }
        state.update { $0.isBusy = false }
        return true
    }

    private static func perform(_ state: Monitor<State>) -> Bool {
        let work: (@Sendable () -> Void)?? = state.wait { state in
            let work = state.work.popFirst()
            if work != nil { state.isBusy = true }
            return work != nil || state.isClosed ? .some(work) : nil
        }
        guard let work = work ?? nil else { return false }
        work()
        return true
    }

    func perform(_ work: @escaping @Sendable () -> Void) { state.update { $0.work.append(work) } }

    /// Whether it has nothing to do.
    var isIdle: Bool { state.withLock { $0.work.isEmpty && !$0.isBusy } }

    func waitUntilIdle() { _ = state.wait { $0.work.isEmpty && !$0.isBusy ? true : nil } }

    /// Has it end once it has nothing to do.
    func close() { state.update { $0.isClosed = true } }

    /// Waits for its end.
    func join() { thread.join() }
}
