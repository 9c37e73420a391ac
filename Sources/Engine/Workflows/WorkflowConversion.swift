package import Configuration
package import EditorFormat
package import Formats
internal import System
package import Workflow

/// Turns workflows of any form into prompts in API format.
package enum WorkflowConversion {
    /// - Parameters:
    ///   - registry: classes that count first; nil: none.
    ///   - schemas: classes in ComfyUI's `object_info` form, which count before ComfyUI's own.
    package static func prompt(
        _ document: WorkflowDocument, _ registry: NodeRegistry?, _ schemas: JSONObject
    ) throws(EngineError) -> JSONObject {
        guard document.form == .editor else { return document.workflow }
        do {
            return try EditorConverter.prompt(document.workflow) { name in
                registry?[name]?.schema.objectInfo.object ?? schemas[name]?.object ?? KnownSchemas[name]
            }
        } catch {
            throw EngineError(.validationFailed, "the workflow cannot be converted: \(error)", details: error.details)
        }
    }

    /// A workflow, ready to be changed from outside, where there is no client.
    package static func editor(_ document: WorkflowDocument) throws(EngineError) -> PromptEditor {
        PromptEditor(try prompt(document, nil, [:])) { KnownSchemas[$0] }
    }
}
