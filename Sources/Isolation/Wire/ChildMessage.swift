internal import Configuration
internal import Formats
internal import System
internal import Tracing
internal import Workflow

/// What a child says to its parent.
enum ChildMessage: WireMessage {
    /// Of the prompt that runs: these outputs are valid and will be computed.
    case validated(outputs: [String])
    case event(WorkflowEvent)
    case progress(ProgressChange, clientID: String?)
    case finished(PromptOutcome)
    /// Something that a node of the host's has to do.
    case call(UInt64, NodeCall)
    case log(level: Int, String, fields: String)
    case reply(UInt64, Result<JSON, EngineError>)
    case pong
    /// A span that has ended.
    case span(SpanRecord)

    static let wire: [WireForm<ChildMessage>] = [
        WireForm(validated) { if case .validated(let outputs) = $0 { outputs } else { nil } },
        WireForm(event) { if case .event(let event) = $0 { event } else { nil } },
        WireForm(progress) { if case .progress(let change, let clientID) = $0 { (change, clientID) } else { nil } },
        WireForm(finished) { if case .finished(let outcome) = $0 { outcome } else { nil } },
        WireForm(call) { if case .call(let number, let call) = $0 { (number, call) } else { nil } },
        WireForm(log) {
            if case .log(let level, let message, let fields) = $0 { (level, message, fields) } else { nil }
        },
        WireForm(reply) { if case .reply(let number, let result) = $0 { (number, result) } else { nil } },
        WireForm(pong) { if case .pong = $0 { true } else { false } },
        WireForm(span) { if case .span(let record) = $0 { record } else { nil } },
    ]
}
