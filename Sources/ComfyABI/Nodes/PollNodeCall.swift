// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import System

@c @implementation
public func comfy_client_poll_node_call(
    _ out_call: UnsafeMutablePointer<OpaquePointer?>?, _ client: OpaquePointer?, _ timeout_ms: Int64,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_call, "out_call")
        let object = try resolve(client, ClientObject.self)
        switch object.polledCalls.next(until: Deadline(milliseconds: timeout_ms)) {
        case .call(let handle):
            out.pointee = handle
            return COMFY_STATUS_OK
        case .timeout: return COMFY_STATUS_TIMEOUT
        case .closed: return COMFY_STATUS_END
        }
    }
}
