/// What a host asks of a client.
package struct ClientOptions: Sendable {
    package enum Executor: Sendable { case automatic, inProcess, isolated }

    package var configuration = Configuration()
    // Directories override the configuration's.
    package var baseDirectory: String?
    package var modelsDirectory: String?
    package var inputDirectory: String?
    package var outputDirectory: String?
    package var tempDirectory: String?
    /// nil: a random UUID.
    package var clientID: String?
    package var executor = Executor.automatic
    /// Prompts at the same time, 1...64.
    package var maxWorkers = 1
    /// Threads for arithmetic; nil: one for each processor available.
    package var threads: Int?
    /// Bytes of memory for weights and activations; nil: as the configuration says.
    package var memoryBudget: Int?
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
