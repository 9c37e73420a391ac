package import Configuration
internal import Formats
package import Tracing
package import Workflow

extension PromptRequest: WireRecord {
    static let wire = WireForm<PromptRequest>.record({
        PromptRequest(promptID: $0, clientID: $1, prompt: $2, targets: $3, extraData: $4)
    }) { ($0.promptID, $0.clientID, $0.prompt, $0.targets, $0.extraData) }
}

extension PromptOutcome: WireRecord {
    static let wire = WireForm<PromptOutcome>.record({
        PromptOutcome($0, outputs: $1, nodeErrors: $2, meta: $3, messages: $4)
    }) { ($0.status, $0.outputs, $0.nodeErrors, $0.meta, $0.messages) }
}

extension PromptOutcome.Status: WireChoice {
    static let wire: [WireForm<PromptOutcome.Status>] = [
        WireForm(success) { if case .success = $0 { true } else { false } },
        WireForm(invalid) { if case .invalid(let errors) = $0 { errors } else { nil } },
        WireForm(failed) { if case .failed(let data) = $0 { data } else { nil } },
        WireForm(interrupted) { if case .interrupted(let data) = $0 { data } else { nil } },
    ]
}

extension WorkflowEvent: WireRecord {
    static let wire = WireForm<WorkflowEvent>.record({
        var event = WorkflowEvent($0, $1, preview: $2, clientID: $4)
        event.outputImages = $3
        return event
    }) { ($0.name, $0.data, $0.preview, $0.outputImages, $0.clientID) }
}

extension Preview: WireChoice {
    static let wire: [WireForm<Preview>] = [
        WireForm(image) { if case .image(let image) = $0 { image } else { nil } },
        WireForm(kept) { if case .kept(let number) = $0 { number } else { nil } },
    ]
}

extension ProgressChange: WireRecord {
    static let wire = WireForm<ProgressChange>.record({
        ProgressChange(
            nodeID: $0, displayNodeID: $1, parentNodeID: $2, realNodeID: $3, value: $4, max: $5,
            phase: $6 ? .finished : .running)
    }) { ($0.nodeID, $0.displayNodeID, $0.parentNodeID, $0.realNodeID, $0.value, $0.max, $0.phase == .finished) }
}

extension EngineError: WireRecord {
    static let wire = WireForm<EngineError>.record({ EngineError($0, $1, details: $2) }) {
        ($0.code, $0.message, $0.details)
    }
}

extension EngineError.Code: WireCodable {}

extension SpanContext: WireRecord {
    static let wire = WireForm<SpanContext>.record({ traceparent, tracestate in
        guard let context = SpanContext(traceparent: traceparent, tracestate: tracestate) else {
            throw WireError("no context of a span")
        }
        return context
    }) { ($0.traceparent, $0.traceState) }
}

extension SpanRecord: WireRecord {
    static let wire = WireForm<SpanRecord>.record({
        SpanRecord(
            name: $0, context: $1, parentSpanID: $2, start: Int64($3), end: Int64($4), attributes: $5, events: $6,
            status: $7)
    }) {
        (
            $0.name, $0.context, $0.parentSpanID, Int($0.start), Int($0.end), $0.attributes, $0.events, $0.status
        )
    }
}

extension SpanRecord.Event: WireRecord {
    static let wire = WireForm<SpanRecord.Event>.record({
        SpanRecord.Event(name: $0, time: Int64($1), attributes: $2)
    }) { ($0.name, Int($0.time), $0.attributes) }
}

extension SpanRecord.Status: WireChoice {
    static let wire: [WireForm<SpanRecord.Status>] = [
        WireForm(unset) { if case .unset = $0 { true } else { false } },
        WireForm(error) { if case .error(let message) = $0 { message } else { nil } },
    ]
}
