package import Configuration
package import EditorFormat
package import Formats
internal import Runners
internal import System
internal import Workflow

extension Client {
    /// The prompt in API format that the editor would send for a workflow of any form. The client's classes count first,
    /// then those of `schemas` (ComfyUI's `object_info`), then ComfyUI's own.
    ///
    /// - Throws: `validationFailed` with the node, if the file cannot be converted.
    package func convert(_ workflow: JSONObject, schemas: JSONObject = [:]) throws(EngineError) -> JSONObject {
        try prompt(WorkflowDocument(workflow), schemas)
    }

    /// A workflow of any form, ready to be changed from outside. What a node may have is looked up as for `convert`.
    package func editor(
        _ workflow: JSONObject, schemas: JSONObject = [:]
    ) throws(EngineError) -> PromptEditor {
        PromptEditor(try convert(workflow, schemas: schemas)) { name in
            (try? self.nodeSchemas(name))?[name]?.object ?? schemas[name]?.object ?? KnownSchemas[name]
        }
    }

    /// What is to be queued: the workflow in API format, with what came along with it.
    func inAPIFormat(_ request: PromptRequest) throws(EngineError) -> PromptRequest {
        let document = WorkflowDocument(request.prompt)
        var result = request
        result.prompt = try prompt(document, [:])
        for (key, value) in document.extraData where request.extraData[key] == nil { result.extraData[key] = value }
        result.clientID = request.clientID ?? document.clientID
        return result
    }

    private func prompt(_ document: WorkflowDocument, _ schemas: JSONObject) throws(EngineError) -> JSONObject {
        guard document.form == .editor else { return document.workflow }
        do {
            return try withResources { try WorkflowConversion.prompt(document, $0.prompts.registry, schemas) }
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.internalError, "\(error)")
        }
    }
}
