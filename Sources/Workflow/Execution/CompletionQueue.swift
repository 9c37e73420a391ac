internal import System

/// Nodes whose asynchronous work is done, from whatever thread, for the executor to collect.
final class CompletionQueue: Sendable {
    private let completed = Monitor<[Int]>([])

    func add(_ node: Int) { completed.update { $0.append(node) } }

    /// What is there; waits up to `milliseconds` for something.
    func take(waiting milliseconds: Int64 = 0) -> [Int] {
        let taken = completed.wait(until: Deadline(milliseconds: milliseconds)) { completed -> [Int]? in
            defer { completed = [] }
            return completed.isEmpty ? nil : completed
        }
        return taken ?? []
    }
}
