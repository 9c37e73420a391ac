internal import Formats
internal import Runners
internal import System
internal import Tensors
internal import Tracing
internal import Workflow

/// The parent, as one for whom a prompt runs here.
struct ParentHost: PromptHost {
    let connection: Connection
    let cancellation: Cancellation
    let closing: Closing
    let tracer: Tracer
    let trace: SpanContext

    func begin(_ request: PromptRequest, outputs: [String]) {
        try? connection.send(ChildMessage.validated(outputs: outputs))
    }

    func publish(_ event: WorkflowEvent) {
        do {
            if let change = event.progressChange {
                try connection.send(ChildMessage.progress(change, clientID: event.clientID))
            } else {
                try connection.send(ChildMessage.event(event))
            }
        } catch Connection.Failure.refused {
            // No memory for the pixels: the event goes without.
            var event = event
            event.preview = nil
            event.outputImages = []
            try? connection.send(ChildMessage.event(event))
        } catch {
            // The parent is gone, and so will this process be.
        }
    }
}
