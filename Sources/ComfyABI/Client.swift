// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Configuration
internal import Engine
internal import Formats
internal import Runners
internal import System
internal import Tracing

@c @implementation
public func comfy_client_create(
    _ out_client: UnsafeMutablePointer<OpaquePointer?>?, _ options: UnsafePointer<comfy_client_options>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_client, "out_client")
        let client = try Client(options.map(ClientOptions.init(host:)) ?? ClientOptions(configuration: [:]))
        out.pointee = HandleTable.insert(ClientObject(client))
        return COMFY_STATUS_OK
    }
}

extension ClientOptions {
    fileprivate init(configuration options: JSONObject) throws {
        self.init()
        resources.configuration = try Configuration(options: .object(options), environment: ProcessEnvironment.current)
    }

    fileprivate init(host pointer: UnsafePointer<comfy_client_options>) throws {
        let host = try comfy_client_options.read(pointer)
        try self.init(
            configuration: host.configuration == nil ? [:] : jsonObject(host.configuration, "configuration"))
        resources.baseDirectory = try path(host.base_directory, "base_directory")
        resources.modelsDirectory = try path(host.models_directory, "models_directory")
        resources.inputDirectory = try path(host.input_directory, "input_directory")
        resources.outputDirectory = try path(host.output_directory, "output_directory")
        resources.tempDirectory = try path(host.temp_directory, "temp_directory")
        clientID = try optionalText(host.client_id, "client_id")
        switch Int(host.executor) {
        case COMFY_EXECUTOR_AUTO: executor = .automatic
        case COMFY_EXECUTOR_IN_PROCESS: executor = .inProcess
        case COMFY_EXECUTOR_ISOLATED: executor = .isolated
        default: throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "there is no executor \(host.executor)")
        }
        if host.max_workers != 0 { maxWorkers = Int(host.max_workers) }
        guard host.threads <= 256 else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "threads must be at most 256, not \(host.threads)")
        }
        if host.threads != 0 { resources.threads = Int(host.threads) }
        if host.memory_budget != 0 { resources.memoryBudget = Int(clamping: host.memory_budget) }
        let flags = Int(host.flags)
        guard flags & ~(COMFY_CLIENT_FLAG_SERVER_EVENTS | COMFY_CLIENT_FLAG_EVENT_QUEUE) == 0, host.reserved == 0 else {
            throw Failure(COMFY_STATUS_UNSUPPORTED, "flags that this version does not know")
        }
        sendsServerEvents = flags & COMFY_CLIENT_FLAG_SERVER_EVENTS != 0
        keepsEvents = flags & COMFY_CLIENT_FLAG_EVENT_QUEUE != 0
        if host.event_queue_size != 0 {
            guard (16...1_000_000).contains(host.event_queue_size) else {
                throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "event_queue_size must be between 16 and 1,000,000")
            }
            eventCapacity = Int(host.event_queue_size)
        }
        if let callback = host.event_callback {
            let userData = HostPointer(pointer: host.user_data)
            let memory = EventMemory()
            eventHandler = { event, dropped in
                memory.hold(event, dropped: dropped)
                withUnsafePointer(to: memory.event) { event in
                    HostCall.perform { callback(event, userData.pointer) }
                }
            }
        }
        if let callback = host.span_callback {
            let userData = HostPointer(pointer: host.user_data)
            spanHandler = { span in
                let memory = SpanMemory(span)
                withUnsafePointer(to: memory.span) { span in
                    HostCall.perform { callback(span, userData.pointer) }
                }
            }
        }
    }
}

/// A directory; an empty one would mean the working directory by accident.
private func path(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(Failure) -> String? {
    pointer == nil ? nil : try text(pointer, name)
}

@c @implementation
public func comfy_client_destroy(_ client: OpaquePointer?) { destroy(client, cancelling: false) }

@c @implementation
public func comfy_client_cancel_and_destroy(_ client: OpaquePointer?) { destroy(client, cancelling: true) }

private func destroy(_ handle: OpaquePointer?, cancelling: Bool) {
    guard let object = HandleTable.remove(handle, ClientObject.self) else { return }
    object.polledCalls.close()
    let body: @Sendable () -> Void = { object.client.destroy(cancelling: cancelling) }
    // The destruction waits for all callbacks, and so for one that this is called from: another thread does it.
    guard !HostCall.isInside else { return destroyElsewhere(body) }
    do {
        try withRoom(body)
    } catch {
        // without one the stack at hand has to do
        body()
    }
}

/// On a thread of its own, which the system may have none for at the moment.
private func destroyElsewhere(_ body: @escaping @Sendable () -> Void) {
    var reason = ""
    for _ in 0..<100 {
        do throws(SystemError) {
            _ = try Thread("comfy-destroy", body)
            return
        } catch {
            reason = error.message
            _ = Monitor(()).wait(until: Deadline(milliseconds: 10)) { _ in nil as Void? }
        }
    }
    Log.error("a client cannot be destroyed: \(reason)")
}

@c @implementation
public func comfy_client_is_running(
    _ out_is_running: UnsafeMutablePointer<Bool>?, _ client: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_is_running, "out_is_running")
        out.pointee = try resolve(client, ClientObject.self).client.isRunning
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_task_count(
    _ out_count: UnsafeMutablePointer<Int>?, _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_count, "out_count")
        out.pointee = try resolve(client, ClientObject.self).client.taskCount
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_configuration(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.object(resolve(client, ClientObject.self).client.configuration.shown), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_node_schemas(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ class_name: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let client = try resolve(client, ClientObject.self).client
        try put(.object(client.nodeSchemas(optionalText(class_name, "class_name"))), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_interrupt(
    _ client: OpaquePointer?, _ prompt_id: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        client.interrupt(try optionalText(prompt_id, "prompt_id"))
        return COMFY_STATUS_OK
    }
}
