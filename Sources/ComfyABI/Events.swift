// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import System

/// Takes the next event of a queue into the host's struct, which points into `lent`.
private func poll(
    _ queue: EventQueue, _ lent: Monitor<EventMemory>, _ out: Destination<comfy_event>, _ timeout: Int64
) -> Int {
    switch queue.next(until: Deadline(milliseconds: timeout)) {
    case .timeout: return COMFY_STATUS_TIMEOUT
    case .end: return COMFY_STATUS_END
    case .event(let event, let dropped):
        lent.withLock { memory in
            memory.hold(event, dropped: dropped)
            out.fill(memory.event)
        }
        return COMFY_STATUS_OK
    }
}

/// The client's queue, if its options asked for one.
private func eventQueue(_ object: ClientObject) throws(Failure) -> EventQueue {
    guard let queue = object.client.events else {
        throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the client was made without COMFY_CLIENT_FLAG_EVENT_QUEUE")
    }
    return queue
}

@c @implementation
public func comfy_client_poll_event(
    _ out_event: UnsafeMutablePointer<comfy_event>?, _ client: OpaquePointer?, _ timeout_ms: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_event, "out_event")
        let object = try resolve(client, ClientObject.self)
        return poll(try eventQueue(object), object.lent, out, timeout_ms)
    }
}

@c @implementation
public func comfy_client_wake(
    _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try eventQueue(resolve(client, ClientObject.self)).wake()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_event_fd(
    _ out_fd: UnsafeMutablePointer<Int32>?, _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_fd, "out_fd")
        out.pointee = try eventQueue(resolve(client, ClientObject.self)).descriptor()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_poll_event(
    _ out_event: UnsafeMutablePointer<comfy_event>?, _ task: OpaquePointer?, _ timeout_ms: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_event, "out_event")
        let object = try resolve(task, TaskObject.self)
        return poll(object.task.events, object.lent, out, timeout_ms)
    }
}

@c @implementation
public func comfy_task_wake(_ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?) -> comfy_status {
    boundary(error) {
        try resolve(task, TaskObject.self).task.events.wake()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_task_get_event_fd(
    _ out_fd: UnsafeMutablePointer<Int32>?, _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_fd, "out_fd")
        out.pointee = try resolve(task, TaskObject.self).task.events.descriptor()
        return COMFY_STATUS_OK
    }
}
