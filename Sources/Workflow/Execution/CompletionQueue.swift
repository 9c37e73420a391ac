internal import System

/// Nodes whose asynchronous work is done, from whatever thread, for the executor to collect.
final class CompletionQueue: Sendable {
    private let completed = Monitor<[Int]>([])

    func add(_ node: Int) { completed.update { $0.append(node) } }

    /// What is there.
    func take() -> [Int] { completed.withLock { Self.emptied(&$0) } ?? [] }

    /// The same; waits up to `milliseconds` for something. The system sleeps a while even where the time is up already.
    func take(waiting milliseconds: Int64) -> [Int] {
        completed.wait(until: Deadline(milliseconds: milliseconds), for: Self.emptied) ?? []
    }

    private static func emptied(_ completed: inout [Int]) -> [Int]? {
        defer { completed = [] }
        return completed.isEmpty ? nil : completed
    }
}
