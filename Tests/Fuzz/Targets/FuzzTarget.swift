internal import Images

/// What is fuzzed: every reader of bytes that others wrote. Each run either returns or traps; besides memory errors and
/// traps it looks for results that contradict each other.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case json, png, jpeg, webp, gif, bmp, tiff, safetensors, prompt, yaml, editor, workflowFile, models, tokens
    case nodeSchema, collector, modelFile, languages, vocabulary, wire, texts, values, tensorFiles, media

    package func run(_ bytes: [UInt8]) {
        switch self {
        case .json: fuzzJSON(bytes)
        case .png: fuzzPNG(bytes)
        case .jpeg: fuzzPicture(bytes, JPEG())
        case .webp: fuzzPicture(bytes, WebP())
        case .gif: fuzzPicture(bytes, GIF())
        case .bmp: fuzzPicture(bytes, BMP())
        case .tiff: fuzzPicture(bytes, TIFF())
        case .safetensors: fuzzSafetensors(bytes)
        case .prompt: fuzzPrompt(bytes)
        case .yaml: fuzzYAML(bytes)
        case .editor: fuzzEditor(bytes)
        case .workflowFile: fuzzWorkflowFile(bytes)
        case .models: fuzzModels(bytes)
        case .tokens: fuzzTokens(bytes)
        case .nodeSchema: fuzzNodeSchema(bytes)
        case .collector: fuzzCollector(bytes)
        case .modelFile: fuzzModelFile(bytes)
        case .languages: fuzzLanguages(bytes)
        case .vocabulary: fuzzVocabulary(bytes)
        case .wire: fuzzWire(bytes)
        case .texts: fuzzTexts(bytes)
        case .values: fuzzValues(bytes)
        case .tensorFiles: fuzzTensorFiles(bytes)
        case .media: fuzzMedia(bytes)
        }
    }
}
