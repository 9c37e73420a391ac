internal import EditorFormat
internal import Formats
import System

/// A file of the editor, converted with ComfyUI's own classes: every wire of the prompt comes from a node of it.
func fuzzEditor(_ bytes: [UInt8]) {
    guard let file = (try? JSON(parsing: bytes, limits: JSON.Limits(bytes: 1 << 20)))?.object else { return }
    let document = WorkflowDocument(file)
    guard let prompt = try? EditorConverter.prompt(document.workflow, schemas: { KnownSchemas[$0] }) else { return }
    for (_, node) in prompt {
        precondition(node["class_type"]?.string != nil && node["_meta"]?["title"]?.string != nil)
        guard let inputs = node["inputs"]?.object else { fatalError("a node without inputs") }
        for (_, value) in inputs {
            guard let link = value.array else { continue }
            guard link.count == 2, let id = link[0].string else { fatalError("a list that is no link") }
            precondition(prompt[id] != nil)
        }
    }
    _ = MissingClasses.report(prompt, names: ["SaveImage"])
    guard (try? JSON(parsing: JSON.object(prompt).serialized(.python))) != nil else {
        fatalError("cannot read what was written")
    }
}
