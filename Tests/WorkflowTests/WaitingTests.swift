import System
import Testing

@testable import Workflow

/// A run that waits for asynchronous nodes is woken, and looks at nothing meanwhile.
@Suite(.timeLimit(.minutes(1))) struct WaitingTests {
    /// What waiting gave, once `event` has happened and not before.
    private func wait(
        _ cancellation: Cancellation = Cancellation(), _ closing: Closing = Closing(),
        until event: (CompletionQueue) -> Void
    ) throws -> [Int]? {
        let completions = CompletionQueue()
        let result = Monitor<[Int]?>(nil)
        let thread = try Thread("test-waiting") {
            let done = WorkingNodes.wait(for: completions, cancellation, closing)
            result.update { $0 = done }
        }
        #expect(result.wait(until: Deadline(milliseconds: 60)) { $0 } == nil)
        event(completions)
        thread.join()
        return result.withLock { $0 }
    }

    @Test func forNodes() throws {
        #expect(try wait { $0.add(3) } == [3])
    }

    @Test func forACancellation() throws {
        let cancellation = Cancellation()
        #expect(try wait(cancellation) { _ in cancellation.cancel() } == [])
        #expect(WorkingNodes.wait(for: CompletionQueue(), cancellation, Closing()) == [])
    }

    @Test func forTheClientsEnd() throws {
        let closing = Closing()
        #expect(try wait(Cancellation(), closing) { _ in closing.begin() } == [])
        // from now on it looks for signs of life
        #expect(WorkingNodes.wait(for: CompletionQueue(), Cancellation(), closing) == [])
    }
}
