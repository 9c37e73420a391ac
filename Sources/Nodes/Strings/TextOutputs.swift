internal import Folders
internal import Formats
internal import System
internal import Workflow

struct SaveString: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "SaveString", category: "strings",
            inputs: [
                .string("value", extra: ["forceInput": true]), .string("filename_prefix", default: "ComfyUI"),
                InputSchema.string("extension", default: ".txt").optional,
            ],
            outputs: []
        ).with {
            $0.isOutputNode = true; $0.description = "Writes a text into the output folder."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let texts: [String]
        if let list = inputs["value"]?.list {
            texts = list.compactMap(\.string)
            guard texts.count == list.count else { throw inputs.wrong("value", "a text") }
        } else {
            texts = [try inputs.string("value")]
        }
        let ending = inputs["extension"] == nil ? ".txt" : try inputs.string("extension")
        guard !ending.contains("/"), !ending.utf8.contains(0) else {
            throw NodeError("ValueError", "an extension has no folders, unlike '\(ending)'")
        }
        let target = try SaveTarget(
            prefix: try inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links,
            template: FilenameTemplate(width: 0, height: 0))
        var counter = target.nextCounter()
        for (index, text) in texts.enumerated() {
            let place = texts.count == 1 ? "" : "_\(padded(index, 2))"
            // never over another's file
            while true {
                let name = "\(target.stem)_\(padded(counter, 5))\(place)\(ending)"
                let isWritten = try translatingErrors {
                    try AtomicFile.write(
                        Array(text.utf8), to: FilePath.join(target.folder, name), overwriting: false)
                }
                if isWritten { break }
                counter += 1
            }
        }
        return .finished(NodeOutput(ui: ["string": .array(texts.map { .string($0) })]))
    }
}

/// Texts without what a language model thought before it answered.
struct OmitThink: Node {
    var schema: NodeSchema {
        NodeSchema(
            "OmitThink", category: "strings",
            inputs: [.string("value", extra: ["forceInput": true])],
            outputs: [OutputSchema("STRING")]
        ).with {
            $0.isOutputNode = true; $0.description = "A language model's answer without what it thought before."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let list = inputs["value"]?.list
        let texts = list == nil ? [try inputs.string("value")] : list?.compactMap(\.string) ?? []
        let answers = try texts.map { text -> Value in
            let pattern = text.contains(text: "<think>") ? "<think>.*?</think>" : "^.*?</think>"
            guard text.contains(text: "<think>") || text.contains(text: "</think>") else {
                return .string(PythonString(text).stripped())
            }
            let answer = try RegexRun.strict(pattern, .dotAll) { (expression) throws(RegularExpression.Failure) in
                try expression.replacing(in: text, with: "")
            }
            return .string(PythonString(answer).stripped())
        }
        return .values(list == nil && answers.count == 1 ? answers[0] : .list(answers))
    }
}
