/// What is fuzzed: every reader of bytes that others wrote. Each run either returns or traps; besides memory errors and
/// traps it looks for results that contradict each other.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case json, png, safetensors, prompt, yaml, editor, workflowFile

    package func run(_ bytes: [UInt8]) {
        switch self {
        case .json: fuzzJSON(bytes)
        case .png: fuzzPNG(bytes)
        case .safetensors: fuzzSafetensors(bytes)
        case .prompt: fuzzPrompt(bytes)
        case .yaml: fuzzYAML(bytes)
        case .editor: fuzzEditor(bytes)
        case .workflowFile: fuzzWorkflowFile(bytes)
        }
    }
}
