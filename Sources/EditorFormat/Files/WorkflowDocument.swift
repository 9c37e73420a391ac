package import Formats
internal import System

/// A workflow in one of the forms that people have: the API format, the editor's file, the body of a request to
/// ComfyUI's server, or what the editor's graphToPrompt() gives.
package struct WorkflowDocument: Sendable {
    package enum Form: Sendable { case api, editor }

    package let form: Form
    package let workflow: JSONObject
    /// What comes along with the prompt: {"extra_pnginfo": {"workflow": ...}, ...}.
    package private(set) var extraData: JSONObject = [:]
    /// Whom a request's events are for.
    package private(set) var clientID: String?

    package init(_ json: JSONObject) {
        if let prompt = json["prompt"]?.object, Self.isPrompt(prompt) {
            (form, workflow) = (.api, prompt)
            extraData = json["extra_data"]?.object ?? [:]
            clientID = json["client_id"]?.string
            if let editor = json["workflow"], editor.object != nil { keep(editor) }
        } else if let prompt = json["output"]?.object, Self.isPrompt(prompt), let editor = json["workflow"] {
            (form, workflow) = (.api, prompt)
            keep(editor)
        } else if json["nodes"]?.array != nil {
            (form, workflow) = (.editor, json)
            keep(.object(json))
        } else {
            (form, workflow) = (.api, json)
        }
    }

    /// Not a node that happens to have the id.
    private static func isPrompt(_ members: JSONObject) -> Bool { members["class_type"] == nil }

    /// Saved pictures carry the editor's file along, as the editor has it.
    private mutating func keep(_ editor: JSON) {
        guard extraData["extra_pnginfo"] == nil else { return }
        extraData["extra_pnginfo"] = ["workflow": editor]
    }
}
