internal import Glibc

/// A point in monotonic time, or never.
package struct Deadline: Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC; nil is never.
    let nanoseconds: Int64?

    package static let never = Deadline(nanoseconds: nil)

    private init(nanoseconds: Int64?) { self.nanoseconds = nanoseconds }

    /// In so many milliseconds; negative is never, and so is what no clock can count.
    package init(milliseconds: Int64) {
        let (span, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (time, beyond) = Clock.monotonic().addingReportingOverflow(span)
        nanoseconds = milliseconds < 0 || overflow || beyond ? nil : time
    }
}

package enum Clock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    package static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Milliseconds since 1970.
    package static func milliseconds() -> Int64 { read(CLOCK_REALTIME) / 1_000_000 }

    private static func read(_ clock: clockid_t) -> Int64 {
        var now = timespec()
        clock_gettime(clock, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
