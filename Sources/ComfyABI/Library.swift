// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import Configuration
internal import EditorFormat
internal import Engine
internal import Folders
internal import Formats
internal import System

@c @implementation
public func comfy_version() -> UInt32 {
    UInt32(COMFY_VERSION_MAJOR) << 16 | UInt32(COMFY_VERSION_MINOR) << 8 | UInt32(COMFY_VERSION_PATCH)
}

private let versionText = TextMemory(COMFY_VERSION_STRING)

@c @implementation
public func comfy_version_string() -> UnsafePointer<CChar>? { versionText.pointer }

private let statusNames: [comfy_status: TextMemory] = {
    let names: [(Int, String)] = [
        (COMFY_STATUS_OK, "ok"), (COMFY_STATUS_TIMEOUT, "timeout"), (COMFY_STATUS_END, "end"),
        (COMFY_STATUS_INVALID_ARGUMENT, "invalid_argument"), (COMFY_STATUS_INVALID_HANDLE, "invalid_handle"),
        (COMFY_STATUS_INVALID_STRUCT, "invalid_struct"), (COMFY_STATUS_INVALID_UTF8, "invalid_utf8"),
        (COMFY_STATUS_INVALID_JSON, "invalid_json"), (COMFY_STATUS_INVALID_CONFIGURATION, "invalid_configuration"),
        (COMFY_STATUS_NOT_FOUND, "not_found"), (COMFY_STATUS_NOT_READY, "not_ready"),
        (COMFY_STATUS_QUEUE_FULL, "queue_full"), (COMFY_STATUS_VALIDATION_FAILED, "validation_failed"),
        (COMFY_STATUS_EXECUTION_FAILED, "execution_failed"), (COMFY_STATUS_CANCELLED, "cancelled"),
        (COMFY_STATUS_CLOSED, "closed"), (COMFY_STATUS_UNSUPPORTED, "unsupported"), (COMFY_STATUS_IO, "io"),
        (COMFY_STATUS_OUT_OF_RESOURCES, "out_of_resources"), (COMFY_STATUS_INTERNAL, "internal"),
        (COMFY_STATUS_ALREADY_EXISTS, "already_exists"),
    ]
    return Dictionary(uniqueKeysWithValues: names.map { (comfy_status($0.0), TextMemory($0.1)) })
}()
private let unknownStatus = TextMemory("unknown")

@c @implementation
public func comfy_status_name(_ status: comfy_status) -> UnsafePointer<CChar>? {
    (statusNames[status] ?? unknownStatus).pointer
}

@c @implementation
public func comfy_get_build_info(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(BuildInfo.report(), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_get_folder_categories(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(FolderCategory.table, out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_get_configuration_keys(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(ConfigurationTable.json, out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_get_core_node_schemas(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ class_name: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        var schemas: JSONObject = [:]
        if let name = try optionalText(class_name, "class_name") {
            guard let schema = KnownSchemas[name] else {
                throw Failure(COMFY_STATUS_NOT_FOUND, "ComfyUI has no node class '\(name)'")
            }
            schemas[name] = .object(schema)
        } else {
            for name in KnownSchemas.names.sorted() { schemas[name] = KnownSchemas[name].map(JSON.object) }
        }
        try put(.object(schemas), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_free(_ memory: UnsafeMutableRawPointer?) { LooseMemory.free(memory) }
