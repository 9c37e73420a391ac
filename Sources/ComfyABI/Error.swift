// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Formats
internal import System

/// Read where there is no error object.
private let emptyText = TextMemory("")

@c @implementation
public func comfy_error_status(_ error: OpaquePointer?) -> comfy_status {
    comfy_status(HandleTable.object(error, ErrorObject.self)?.status ?? COMFY_STATUS_INVALID_HANDLE)
}

@c @implementation
public func comfy_error_message(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
    HandleTable.object(error, ErrorObject.self)?.message.pointer ?? emptyText.pointer
}

@c @implementation
public func comfy_error_details(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
    HandleTable.object(error, ErrorObject.self)?.details?.pointer
}

@c @implementation
public func comfy_error_release(_ error: OpaquePointer?) {
    release(error, ErrorObject.self)
}
