internal import Formats

/// What the configuration says of child processes.
package struct IsolationSettings: Sendable {
    /// nil: where it is found.
    package var workerPath: String?
    /// Bytes of memory of its own that a child may take; nil: no limit.
    package var memoryLimit: UInt64?
    /// Seconds that a prompt may take; nil: no limit.
    package var timeLimit: Double?
    /// Seconds after which a child that does not answer counts as lost: time enough to be asked.
    package var heartbeatTimeout: Double
}

extension Configuration {
    package var isolation: IsolationSettings {
        func positive(_ name: String) -> Double? { self[name].number.flatMap { $0 > 0 ? $0 : nil } }
        return IsolationSettings(
            workerPath: string("worker_path"),
            memoryLimit: positive("worker_memory_limit").map { UInt64(min($0 * 0x1p30, 0x1p62)) },
            timeLimit: positive("worker_time_limit"),
            heartbeatTimeout: max(positive("worker_heartbeat_timeout") ?? 5, 0.5))
    }
}
