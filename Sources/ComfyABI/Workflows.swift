// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import EditorFormat
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_workflow_convert(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ schemas: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let client = client == nil ? nil : try resolve(client, ClientObject.self).client
        let workflow = try jsonObject(workflow, "workflow")
        let schemas = schemas == nil ? [:] : try jsonObject(schemas, "schemas")
        let prompt =
            try client?.convert(workflow, schemas: schemas)
            ?? WorkflowConversion.prompt(WorkflowDocument(workflow), nil, schemas)
        try put(.object(prompt), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_workflow_read(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ data: UnsafeRawPointer?, _ byte_count: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let data = try required(data, "data")
        guard byte_count > 0 else {
            throw Failure(COMFY_STATUS_INVALID_ARGUMENT, "the file is empty, or larger than memory")
        }
        try put(.object(workflow(Array(UnsafeRawBufferPointer(start: data, count: byte_count)))), out)
        return COMFY_STATUS_OK
    }
}

private func workflow(_ file: [UInt8]) throws(Failure) -> JSONObject {
    do {
        return try WorkflowFile.read(file)
    } catch {
        throw Failure(error.isAbsent ? COMFY_STATUS_NOT_FOUND : COMFY_STATUS_INVALID_JSON, error.message)
    }
}
