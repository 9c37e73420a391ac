internal import System

/// Nodes whose asynchronous work is done, from whatever thread, for the executor to collect.
final class CompletionQueue: Sendable {
    private let state = Monitor<(completed: [Int], isWoken: Bool)>(([], false))

    func add(_ node: Int) { state.update { $0.completed.append(node) } }

    /// Has the executor come back though nothing may be there.
    @Sendable func wake() { state.update { $0.isWoken = true } }

    /// What is there; waits for something, or to be woken.
    func take(until deadline: Deadline = Deadline(milliseconds: 0)) -> [Int] {
        state.wait(until: deadline) { state in
            guard !state.completed.isEmpty || state.isWoken else { return nil }
            defer { state = ([], false) }
            return state.completed
        } ?? []
    }
}
