internal import Formats
internal import System
internal import Workflow

/// What a saved file tells of its making: the prompt, and whatever the client sent along, as ComfyUI writes it.
enum Metadata {
    /// In the order of ComfyUI's text chunks; values are JSON as Python's `json.dumps` spells it.
    static func entries(_ inputs: NodeInputs, _ environment: NodeEnvironment) -> [(keyword: String, text: String)] {
        guard !environment.omitsMetadata else { return [] }
        var result: [(String, String)] = []
        if let prompt = inputs["prompt"]?.json, prompt != .null {
            result.append(("prompt", prompt.serialized(.python)))
        }
        for (key, value) in inputs["extra_pnginfo"]?.json?.object ?? [:] {
            result.append((key, value.serialized(.python)))
        }
        return result
    }
}
