// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_client_get_history(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?, _ max_items: Int64,
    _ offset: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let client = try resolve(client, ClientObject.self).client
        let limit = max_items < 0 ? nil : Int(max_items)
        try put(.object(client.history.entries(maxItems: limit, offset: Int(offset))), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_get_history_entry(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ prompt_id: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let client = try resolve(client, ClientObject.self).client
        let id = try text(prompt_id, "prompt_id")
        guard let entry = client.history[id] else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "no prompt '\(id)' in the history")
        }
        try put(.object(JSONObject(dictionaryLiteral: (id, entry))), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_remove_history_entry(
    _ client: OpaquePointer?, _ prompt_id: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        let id = try text(prompt_id, "prompt_id")
        guard client.history.remove(id) else {
            throw Failure(COMFY_STATUS_NOT_FOUND, "no prompt '\(id)' in the history")
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_clear_history(
    _ client: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        try resolve(client, ClientObject.self).client.history.removeAll()
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_client_set_history_limit(
    _ client: OpaquePointer?, _ limit: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let client = try resolve(client, ClientObject.self).client
        guard (0...History.maximumCount).contains(limit) else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the limit must be at most \(History.maximumCount)")
        }
        client.history.setLimit(limit)
        return COMFY_STATUS_OK
    }
}
