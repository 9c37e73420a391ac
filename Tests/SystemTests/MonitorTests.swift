import Testing

@testable import System

@Suite struct MonitorTests {
    @Test func aChangeWakesWhoWaits() throws {
        let number = Monitor(0)
        let thread = try Thread("test-monitor") {
            for _ in 1...3 { number.update { $0 += 1 } }
        }
        #expect(number.wait { $0 == 3 ? "three" : nil } == "three")
        thread.join()
    }

    @Test func theDeadlineEndsAWait() {
        let number = Monitor(0)
        let start = Clock.monotonic()
        #expect(number.wait(until: Deadline(milliseconds: 30)) { $0 == 1 ? true : nil } == nil)
        #expect(Clock.monotonic() - start >= 30_000_000)
        #expect(number.wait(until: Deadline(milliseconds: 0)) { $0 == 0 ? true : nil } == true)
    }

    /// What a cancelled wait needs: whoever raises the flag has those who wait look again.
    @Test func cancellationsTell() throws {
        let cancellation = Cancellation()
        let state = Monitor(false)
        cancellation.whenCancelled { state.update { $0 = true } }
        let thread = try Thread("test-cancel") { cancellation.cancel() }
        #expect(state.wait { $0 ? cancellation.isCancelled : nil } == true)
        thread.join()
        var calls = 0
        withoutActuallyEscaping({ calls += 1 }) { note in
            nonisolated(unsafe) let note = note
            cancellation.whenCancelled { note() }
        }
        #expect(calls == 1)
        #expect(throws: CancellationError.self) { try cancellation.check() }
    }

    /// Who listens for a while leaves nothing in a flag that lives for long.
    @Test func observersGoWithTheirWork() {
        final class Watched: Sendable {
            let called = Monitor(0)
        }
        let cancellation = Cancellation()
        weak var gone: Watched?
        do {
            let watched = Watched()
            gone = watched
            #expect(cancellation.whenCancelled({ watched.called.update { $0 += 1 } }, during: { 7 }) == 7)
            #expect(watched.called.withLock { $0 } == 0)
        }
        #expect(gone == nil)
        let heard = Monitor(0)
        cancellation.whenCancelled({ heard.update { $0 += 1 } }, during: { cancellation.cancel() })
        #expect(heard.withLock { $0 } == 1)
    }

    @Test func aRecursiveLockIsTakenAgain() {
        let lock = RecursiveLock()
        var depth = 0
        lock.withLock { lock.withLock { depth = 2 } }
        #expect(depth == 2)
    }
}
