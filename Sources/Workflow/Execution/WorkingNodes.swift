internal import Synchronization
internal import System
internal import Tensors

/// The nodes of a run whose calls have not all come back, in the order of their start.
struct WorkingNodes {
    /// Where nodes whose calls have all come back are reported, from any thread.
    let completions = CompletionQueue()
    private var nodes: [(index: Int, calls: [NodeResult])] = []

    /// The one that began first.
    var first: Int? { nodes.first?.index }

    /// Takes in the node `index`, some of whose calls are not settled.
    mutating func add(_ index: Int, _ calls: [NodeResult]) {
        nodes.append((index, calls))
        let open = calls.compactMap(\.pending)
        let left = Countdown(open.count)
        for pending in open {
            pending.whenSettled { [completions] in
                if left.decrement() { completions.add(index) }
            }
        }
    }

    /// The calls of the node `index`, which is no longer in; nil if it was not.
    mutating func remove(_ index: Int) -> [NodeResult]? {
        nodes.firstIndex { $0.index == index }.map { nodes.remove(at: $0).calls }
    }

    /// Waits until nodes are done, which it gives, or until there is something else to look at: a cancellation, or that
    /// the client is being destroyed. From then on it looks every 20 ms, since signs of life wake nobody.
    static func wait(
        for completions: CompletionQueue, _ cancellation: Cancellation, _ closing: Closing
    ) -> [Int] {
        cancellation.whenCancelled(completions.wake) {
            if closing.hasBegun { return completions.take(until: Deadline(milliseconds: 20)) }
            return closing.whenBegun(completions.wake) { completions.take(until: .never) }
        }
    }

    /// A node that nobody need wait for any longer, since the client is being destroyed and no call shows signs of life.
    func silent(_ closing: Closing) -> Int? {
        guard let first, closing.hasBegun else { return nil }
        for pending in nodes.lazy.flatMap(\.calls).compactMap(\.pending) { closing.note(sign: pending.lastSignOfLife) }
        return closing.isOver ? first : nil
    }

    /// Tells whoever still works for the run that it is over.
    func abandon() { nodes.lazy.flatMap(\.calls).abandon() }
}

extension NodeResult {
    fileprivate var pending: PendingOutput? { if case .pending(let pending) = self { pending } else { nil } }

    var isUnsettled: Bool { pending.map { $0.outcome == nil } ?? false }

    /// What it came to.
    func output() throws -> NodeOutput {
        switch self {
        case .finished(let output): return output
        case .pending(let pending):
            guard let outcome = pending.outcome else { throw NodeError("RuntimeError", "The node is still at work") }
            return try outcome.get()
        }
    }
}

extension Sequence<NodeResult> {
    /// Tells whoever still works for them that nobody waits.
    func abandon() {
        for pending in compactMap(\.pending) { pending.settle(.failure(CancellationError())) }
    }
}

/// Counts down from any thread.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    /// Whether that was the last.
    func decrement() -> Bool { left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 }
}
