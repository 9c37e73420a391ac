package import Runners
package import Tracing

/// What a host asks of a client.
package struct ClientOptions: Sendable {
    package enum Executor: Sendable { case automatic, inProcess, isolated }

    /// What its prompts are to work with.
    package var resources = ResourceOptions()
    /// nil: a random UUID.
    package var clientID: String?
    package var executor = Executor.automatic
    /// Prompts at the same time, 1...64.
    package var maxWorkers = 1
    /// Send what ComfyUI's server adds: `status`, and a final `executing` without a node.
    package var sendsServerEvents = false
    /// Keep all events for `Client.events`.
    package var keepsEvents = false
    /// Events that a queue holds.
    package var eventCapacity = 1024
    /// Called with each event, one at a time, on a thread of its own.
    package var eventHandler: (@Sendable (EngineEvent, _ dropped: UInt64) -> Void)?
    /// Called with each span that has ended, on the thread that ended it.
    package var spanHandler: (@Sendable (SpanRecord) -> Void)?

    package init() {}
}
