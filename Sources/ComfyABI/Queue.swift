// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import Tracing
internal import Workflow

@c @implementation
public func comfy_client_queue_prompt(
    _ out_task: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ workflow: UnsafePointer<CChar>?,
    _ options: UnsafePointer<comfy_prompt_options>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_task, "out_task")
        let client = try resolve(client, ClientObject.self).client
        var request = PromptRequest(prompt: try jsonObject(workflow, "workflow"))
        var (priority, parent): (Int, SpanContext?) = (0, nil)
        if let options {
            let host = try comfy_prompt_options.read(options)
            try request.take(host)
            priority = Int(host.priority)
            parent = try traceContext(host)
        }
        let task = try client.queuePrompt(request, priority: priority, parent: parent)
        out.pointee = HandleTable.insert(TaskObject(task))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_validate_prompt(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ options: UnsafePointer<comfy_prompt_options>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let client = try resolve(client, ClientObject.self).client
        var request = PromptRequest(prompt: try jsonObject(workflow, "workflow"))
        if let options {
            let host = try comfy_prompt_options.read(options)
            try request.take(host)
            _ = try traceContext(host)
        }
        try put(.object(client.validate(request)), out)
        return COMFY_STATUS_OK
    }
}

extension PromptRequest {
    fileprivate mutating func take(_ host: comfy_prompt_options) throws {
        if host.prompt_id != nil { promptID = try text(host.prompt_id, "prompt_id") }
        clientID = try optionalText(host.client_id, "client_id")
        guard (0...65536).contains(host.target_count), host.targets != nil || host.target_count == 0 else {
            throw Failure(
                COMFY_STATUS_INVALID_ARGUMENT,
                "targets: \(UInt(bitPattern: host.target_count)) of them at most 65536, and not NULL")
        }
        if let pointers = host.targets {
            targets = try (0..<host.target_count).map { try text(pointers[$0], "targets[\($0)]") }
        }
        guard host.flags == 0 else { throw Failure(COMFY_STATUS_UNSUPPORTED, "flags that this version does not know") }
        if host.extra_data != nil { extraData = try jsonObject(host.extra_data, "extra_data") }
    }
}

/// The caller's span.
private func traceContext(_ host: comfy_prompt_options) throws(Failure) -> SpanContext? {
    let state = try optionalText(host.tracestate, "tracestate")
    guard let trace = try optionalText(host.traceparent, "traceparent") else { return nil }
    guard let context = SpanContext(traceparent: trace, tracestate: state) else {
        throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "traceparent is not in W3C's form: '\(trace)'")
    }
    return context
}

@c @implementation
public func comfy_client_get_queue(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(resolve(client, ClientObject.self).client.queueReport, out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_remove_queued(
    _ client: OpaquePointer?, _ prompt_id: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        let id = try text(prompt_id, "prompt_id")
        guard client.removeQueued(id) else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "no prompt '\(id)' waits in the queue")
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_clear_queue(
    _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(client, ClientObject.self).client.clearQueue()
        return COMFY_STATUS_OK
    }
}
