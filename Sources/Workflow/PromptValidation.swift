package import Formats
internal import System

/// What validation says of a prompt.
package struct PromptValidation: Sendable {
    /// The prompt with its literals converted to their inputs' types: what runs, and what goes into images.
    package var prompt: JSONObject
    /// The output nodes whose ancestors are all valid, in prompt order; they can run even if others cannot.
    package var goodOutputs: [String]
    /// {"type", "message", "details", "extra_info"}; nil if there is something to run.
    package var error: JSONObject?
    /// By node: {"errors": [...], "dependent_outputs": [...], "class_type"}. May be there without an `error`.
    package var nodeErrors: JSONObject

    package var isValid: Bool { error == nil }

    package init(prompt: JSONObject, goodOutputs: [String], error: JSONObject?, nodeErrors: JSONObject) {
        self.prompt = prompt
        self.goodOutputs = goodOutputs
        self.error = error
        self.nodeErrors = nodeErrors
    }
}
