import Glibc
import Synchronization
import System
import TestSupport
import Tensors
import Testing

/// Work that is cancelled at some time of its thread's own: waits, and what others do with the processor, do not count.
struct CancelledRun {
    /// Processor time up to the end, and from the cancellation on; milliseconds.
    let whole: Double
    let afterwards: Double
    /// Whether it came to its end before it was cancelled.
    let isComplete: Bool
    let error: (any Error)?

    /// - Parameters:
    ///   - time: milliseconds of processor time after which the work is cancelled.
    ///   - ofProcess: the time of all threads of the process counts.
    ///   - body: runs on a thread of its own, as a node does.
    init(
        cancelledAfter time: Double, ofProcess: Bool = false,
        _ body: @escaping @Sendable (Cancellation) throws -> Void
    ) {
        let cancellation = Cancellation()
        let state = Mutex<(clock: (clockid_t, Double)?, error: (any Error)?, time: Double, isOver: Bool)>(
            (nil, nil, 0, false))
        let thread = try! Thread("stopping") {
            var clock = CLOCK_PROCESS_CPUTIME_ID
            if !ofProcess { pthread_getcpuclockid(pthread_self(), &clock) }
            let start = Self.milliseconds(clock)
            state.withLock { $0.clock = (clock, start) }
            var thrown: (any Error)?
            do {
                try cancellation.whileCurrent { try Refusal.noticing { try body(cancellation) } }
            } catch {
                thrown = error
            }
            let used = Self.milliseconds(clock) - start
            state.withLock { $0 = ($0.clock, thrown, used, true) }
        }
        var raisedAt: Double?
        while true {
            let (clock, isOver) = state.withLock { ($0.clock, $0.isOver) }
            if isOver { break }
            if raisedAt == nil, let (clock, start) = clock, Self.milliseconds(clock) - start >= time {
                cancellation.cancel()
                raisedAt = state.withLock { $0.isOver ? nil : Self.milliseconds(clock) - start }
            }
            usleep(500)
        }
        thread.join()
        let (error, end) = state.withLock { ($0.error, $0.time) }
        (whole, self.error) = (end, error)
        afterwards = raisedAt.map { max(end - $0, 0) } ?? 0
        isComplete = raisedAt == nil
    }

    private static func milliseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}

/// What looking at work by `CancelledRun` showed.
struct StoppingReport: CustomStringConvertible {
    /// Milliseconds that cancelled work may go on.
    static let limit = 250.0

    var name: String
    /// Of the largest input that was tried.
    var size = 0
    var whole = 0.0
    /// The worst.
    var afterwards = 0.0
    /// What went wrong other than by the cancellation, with the smallest input.
    var failure: String?
    /// Too short to be told from work that does not look at all.
    var isShort = false

    var isFine: Bool { failure == nil && afterwards <= allowed }
    /// Shorter work may not just run to its end either.
    var allowed: Double { isShort ? Self.limit : min(Self.limit, 0.4 * whole + 30) }

    var description: String {
        let figures = "size \(size), \(Int(whole)) ms, \(Int(afterwards)) ms after being cancelled"
        return "\(name): \(failure ?? figures)\(isShort ? " (short)" : "")"
    }

    /// Makes the input larger until the work takes `longest` milliseconds, and cancels it at several times.
    init(
        _ name: String, sizes: ClosedRange<Int>, longest: Double, ofProcess: Bool = false,
        _ work: (_ size: Int) throws -> @Sendable (Cancellation) throws -> Void
    ) {
        self.name = name
        for size in sizes {
            guard let body = try? work(size) else {
                if size == sizes.lowerBound { failure = "nothing to give it" }
                break
            }
            let run = CancelledRun(cancelledAfter: longest, ofProcess: ofProcess, body)
            if run.isComplete, let error = run.error {
                if size == sizes.lowerBound { failure = "\(error)" }
                break
            }
            (self.size, whole) = (size, run.whole - run.afterwards)
            isShort = whole < 60
            if run.isComplete && run.whole < 0.4 * longest && size < sizes.upperBound { continue }
            note(run) { CancelledRun(cancelledAfter: longest, ofProcess: ofProcess, body) }
            for time in [0.1, 0.35, 0.7].map({ $0 * min(whole, longest) }) {
                func attempt() -> CancelledRun { CancelledRun(cancelledAfter: time, ofProcess: ofProcess, body) }
                note(attempt(), again: attempt)
            }
            break
        }
    }

    /// What shares the machine makes work go on for longer, never shorter: where it did for too long it is tried again.
    private mutating func note(_ run: CancelledRun, again: () -> CancelledRun) {
        func late(_ run: CancelledRun) -> Double { run.isComplete ? 0 : run.afterwards }
        var best = late(run)
        for _ in 0..<4 where best > allowed { best = min(best, late(again())) }
        afterwards = max(afterwards, best)
    }
}
