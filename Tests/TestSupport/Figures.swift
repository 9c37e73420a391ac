internal import Glibc
internal import System

/// Whether one of some tries reaches a figure. What shares the machine makes tries worse, never better: one that is good
/// shows what the code can do, and only code that cannot fails all of them.
package func isReached(tries: Int = 25, _ attempt: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<tries where try attempt() { return true }
    return false
}

/// Milliseconds that the calling thread is at work in `body`: those in which it waits, or others have its processor, do
/// not count.
package func processorMilliseconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
    let start = now()
    try body()
    return now() - start
}

/// Milliseconds of the wall that `body` takes.
package func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Clock.monotonic()
    try body()
    return Double(Clock.monotonic() - start) / 1e6
}
