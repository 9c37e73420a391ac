// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_client_clear_cache(
    _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(client, ClientObject.self).client.freeMemory(models: true, cache: true)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_free_memory(
    _ client: OpaquePointer?, _ flags: UInt32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        let flags = Int(flags)
        guard flags != 0, flags & ~(COMFY_FREE_MODELS | COMFY_FREE_CACHE) == 0 else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "flags must be COMFY_FREE_MODELS, COMFY_FREE_CACHE or both")
        }
        try client.freeMemory(models: flags & COMFY_FREE_MODELS != 0, cache: flags & COMFY_FREE_CACHE != 0)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_memory(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.object(resolve(client, ClientObject.self).client.memoryReport()), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_load_model(
    _ client: OpaquePointer?, _ folder: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        try client.loadModel(text(folder, "folder"), text(name, "name"))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_unload_model(
    _ client: OpaquePointer?, _ folder: UnsafePointer<CChar>?, _ name: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        try client.unloadModel(text(folder, "folder"), text(name, "name"))
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_unload_all_models(
    _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(client, ClientObject.self).client.unloadAllModels()
        return COMFY_STATUS_OK
    }
}
