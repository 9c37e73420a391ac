internal import Glibc

package enum Clock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    package static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Nanoseconds since 1970.
    package static func nanoseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// Milliseconds since 1970.
    package static func milliseconds() -> Int64 { nanoseconds() / 1_000_000 }

    private static func read(_ clock: clockid_t) -> Int64 {
        var now = timespec()
        clock_gettime(clock, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
