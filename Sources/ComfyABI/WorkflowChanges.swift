// The names are the header's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CComfy
internal import EditorFormat
internal import Engine
internal import Formats
internal import System

@c @implementation
public func comfy_workflow_find_inputs(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try put(.object(PromptParts(editor(client, workflow).prompt).json), out)
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_workflow_set_input(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ node: UnsafePointer<CChar>?, _ input: UnsafePointer<CChar>?,
    _ value: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let node = try text(node, "node")
        let input = try text(input, "input")
        let value = try json(value, "value")
        try change(client, workflow, out) { editor in
            editor.set(try editor.input(input, of: node), to: value)
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_workflow_set_prompt(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ positive: UnsafePointer<CChar>?, _ negative: UnsafePointer<CChar>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        let positive = try optionalText(positive, "positive")
        let negative = try optionalText(negative, "negative")
        try change(client, workflow, out) { editor in
            if let positive { try editor.setText(.positive, to: positive) }
            if let negative { try editor.setText(.negative, to: negative) }
        }
        return COMFY_STATUS_OK
    }
}

@c @implementation
public func comfy_workflow_set_seed(
    _ out_json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ client: OpaquePointer?,
    _ workflow: UnsafePointer<CChar>?, _ seed: UInt64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> comfy_status {
    boundary(error) {
        let out = try required(out_json, "out_json")
        try change(client, workflow, out) { try $0.setSeeds { _ in seed } }
        return COMFY_STATUS_OK
    }
}

/// The host's workflow, ready to be changed. The client may be NULL.
private func editor(_ client: OpaquePointer?, _ workflow: UnsafePointer<CChar>?) throws -> PromptEditor {
    let client = client == nil ? nil : try resolve(client, ClientObject.self).client
    let workflow = try jsonObject(workflow, "workflow")
    return try client?.editor(workflow) ?? WorkflowConversion.editor(WorkflowDocument(workflow))
}

private func change(
    _ client: OpaquePointer?, _ workflow: UnsafePointer<CChar>?,
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ change: (inout PromptEditor) throws -> Void
) throws {
    var editor = try editor(client, workflow)
    try change(&editor)
    try put(.object(editor.prompt), out)
}
