/// A point in monotonic time, or never.
public struct Deadline: Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC; nil is never.
    public let nanoseconds: Int64?

    public static let never = Deadline(nanoseconds: nil)

    private init(nanoseconds: Int64?) { self.nanoseconds = nanoseconds }

    /// In so many milliseconds; negative is never, and so is what no clock can count.
    package init(milliseconds: Int64) {
        // long over: whoever only looks need not look at a clock
        guard milliseconds != 0 else {
            nanoseconds = 0
            return
        }
        let (span, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (time, beyond) = Clock.monotonic().addingReportingOverflow(span)
        nanoseconds = milliseconds < 0 || overflow || beyond ? nil : time
    }
}
