internal import Formats

/// What the configuration says of worker processes.
struct IsolationSettings: Sendable {
    /// nil: where it is found.
    var workerPath: String?
    /// Bytes of memory of its own that a worker may take; nil: no limit.
    var memoryLimit: UInt64?
    /// Seconds that a prompt may take; nil: no limit.
    var timeLimit: Double?
    /// Seconds after which a worker that does not answer counts as lost: time enough to be asked.
    var heartbeatTimeout: Double

    init(_ configuration: Configuration) {
        func positive(_ name: String) -> Double? { configuration[name].number.flatMap { $0 > 0 ? $0 : nil } }
        workerPath = configuration.string("worker_path")
        memoryLimit = positive("worker_memory_limit").map { UInt64(min($0 * 0x1p30, 0x1p62)) }
        timeLimit = positive("worker_time_limit")
        heartbeatTimeout = max(positive("worker_heartbeat_timeout") ?? 5, 0.5)
    }
}
