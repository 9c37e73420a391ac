// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System
internal import Tensors
internal import Workflow

@c @implementation
public func comfy_node_call_get_info(
    _ out_info: UnsafeMutablePointer<comfy_node_call_info>?, _ call: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try Destination(out_info, "out_info")
        out.fill(try resolve(call, NodeCallObject.self).info)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_get_inputs(
    _ out_inputs: UnsafeMutablePointer<OpaquePointer?>?, _ call: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_inputs, "out_inputs")
        let inputs = try resolve(call, NodeCallObject.self).inputs
        out.pointee = HandleTable.insert(try ValueObject(.dictionary(inputs.values)))
        return COMFY_STATUS_OK
    }
}

/// The run that a call belongs to; whoever asks for it is alive.
private func context(_ call: OpaquePointer?) throws(Failure) -> any NodeContext {
    let call = try resolve(call, NodeCallObject.self)
    call.answer.noteLife()
    guard let context = call.context else {
        throw Failure(COMFY_STATUS_UNSUPPORTED, "the call belongs to no run: it asks about the class")
    }
    return context
}

@c @implementation
public func comfy_node_call_is_cancelled(
    _ out_is_cancelled: UnsafeMutablePointer<Bool>?, _ call: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_is_cancelled, "out_is_cancelled")
        out.pointee = try context(call).cancellation.isCancelled
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_send_progress(
    _ call: OpaquePointer?, _ value: Double, _ max: Double, _ preview: UnsafePointer<comfy_image>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let context = try context(call)
        let image = try preview.map { try PixelImage(host: comfy_image.read($0)) }
        context.progress(value: value, max: max, preview: image.map(Preview.image))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_send_text(
    _ call: OpaquePointer?, _ text: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try context(call).text(optionalText(required(text, "text"), "text") ?? "")
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_warn(
    _ call: OpaquePointer?, _ message: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try context(call).warn(optionalText(required(message, "message"), "message") ?? "")
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_allocate_graph_prefix(
    _ out_prefix: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ call: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_prefix, "out_prefix")
        out.pointee = try LooseMemory.string(context(call).allocateGraphPrefix())
        return COMFY_STATUS_OK
    }
}

/// Ends a call with what `body` gives; what it throws is the node's failure, and the host's.
private func answer(
    _ handle: OpaquePointer?, _ error: ErrorOut?,
    _ body: @escaping (NodeCallObject) throws -> Result<NodeOutput, any Error>
) -> comfy_status {
    boundary(error) {
        let call = try take(handle, NodeCallObject.self)
        do {
            call.answer.settle(try body(call))
        } catch {
            let failure =
                (error as? NodeError).map { Failure(COMFY_STATUS_INVALID_ARGUMENT, $0.message) }
                ?? Failure(error)
            call.answer.settle(.failure((error as? NodeError) ?? NodeError("ValueError", failure.message)))
            throw failure
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_node_call_complete(
    _ call: OpaquePointer?, _ result: UnsafePointer<comfy_node_result>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    answer(call, error) { call in
        .success(try call.output(comfy_node_result.read(required(result, "result"))))
    }
}

@c @implementation
public func comfy_node_call_fail(
    _ call: OpaquePointer?, _ type: UnsafePointer<CChar>?, _ message: UnsafePointer<CChar>?,
    _ traceback: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    answer(call, error) { _ in
        let lines = try traceback.map { traceback -> [String] in
            let text = try optionalText(traceback, "traceback") ?? ""
            guard let lines = try? JSON(parsing: text).array?.map(\.string), !lines.contains(nil) else {
                throw Failure(COMFY_STATUS_INVALID_JSON, "traceback is not a JSON list of texts")
            }
            return lines.compactMap(\.self)
        }
        let type = try optionalText(type, "type") ?? "RuntimeError"
        let message = try optionalText(message, "message") ?? ""
        return .failure(NodeError(type, message, traceback: lines ?? []))
    }
}

@c @implementation
public func comfy_node_call_interrupt(
    _ call: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    answer(call, error) { _ in .failure(CancellationError()) }
}
