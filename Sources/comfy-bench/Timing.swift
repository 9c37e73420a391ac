internal import Glibc
internal import System

/// Seconds on a clock that only goes forward.
func now() -> Double {
    Double(Clock.monotonic()) * 1e-9
}

func seconds<E: Error>(_ body: () throws(E) -> Void) throws(E) -> Double {
    let start = now()
    try body()
    return now() - start
}

func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty)
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// Something short that is run often enough to be timed.
struct Repeated {
    let repetitions: Int
    private let body: () throws -> Void

    /// Runs `body` twice to find out how often; a round takes `duration` seconds or one run.
    init(duration: Double = 0.03, _ body: @escaping () throws -> Void) throws {
        try body()
        let once = try seconds(body)
        repetitions = max(1, Int(duration / max(once, 1e-9)))
        self.body = body
    }

    /// Seconds of one run.
    func round() throws -> Double {
        try seconds { for _ in 0..<repetitions { try body() } } / Double(repetitions)
    }
}
