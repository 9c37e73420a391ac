package import System
internal import Tensors
package import Tracing
package import Workflow

/// For whom a prompt runs: a client, or in a child process the parent. All that a runner knows of them.
package protocol PromptHost: Sendable {
    /// Raised when the prompt is cancelled.
    var cancellation: Cancellation { get }
    /// Begins when the client is being destroyed.
    var closing: Closing { get }
    /// Makes the spans of the execution.
    var tracer: Tracer { get }
    /// The span that asked for the prompt.
    var trace: SpanContext { get }
    /// The prompt is valid: as it runs, and those of its outputs that will be computed. Comes before its first event.
    func begin(_ request: PromptRequest, outputs: [String])
    /// Hears of each event, one at a time, on any thread.
    func publish(_ event: WorkflowEvent)
}
