internal import Folders
internal import Formats
internal import System
internal import Workflow

/// Drawings into files, with the workflow in them. An SVG is a text, or several in a list or in a dictionary's `data`.
struct SaveSVGNode: Node {
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema.v3(
            "SaveSVGNode", category: "image/save",
            inputs: [
                .socket("svg", "SVG"), .string("filename_prefix", default: "svg/ComfyUI", extra: ["multiline": false]),
            ] + InputSchema.metadata, outputs: [], aliases: ["export vector", "save vector graphics"],
            "Writes vector drawings into the output folder."
        ).with { $0.isOutputNode = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let value = inputs["svg"]?.dictionary?["data"] ?? inputs["svg"]
        let items = value?.list ?? [value ?? .null]
        let texts = items.compactMap(\.string)
        guard texts.count == items.count else { throw inputs.wrong("svg", "a drawing as SVG") }
        let target = try SaveTarget(
            prefix: inputs.string("filename_prefix"), root: environment.folders.path(of: .output),
            links: environment.folders.links, template: FilenameTemplate(width: 0, height: 0))
        let metadata = metadata(inputs)
        let files = try texts.map { text in
            try context.cancellation.check()
            return Array(Self.described(text, metadata).utf8)
        }
        let entries = try PictureSaver(environment: environment, folder: .output, compression: 0).write(
            files, suffix: ".svg", to: target)
        return .finished(NodeOutput(ui: ["images": .array(entries)]))
    }

    /// The element that tells of the making; nil where there is nothing to tell.
    private func metadata(_ inputs: NodeInputs) -> String? {
        guard !environment.omitsMetadata else { return nil }
        var members: JSONObject = [:]
        if let prompt = inputs["prompt"]?.json, prompt != .null { members["prompt"] = prompt }
        for (key, value) in inputs["extra_pnginfo"]?.json?.object ?? [:] { members[key] = value }
        guard !members.isEmpty else { return nil }
        // what ends the section is written as two
        let json = Value.indented(.object(members), step: 2).replacing(text: "]]>", with: "]]]]><![CDATA[>")
        return "\n  <metadata><![CDATA[\n\(json)\n]]></metadata>\n"
    }

    /// The drawing with the element behind each tag that opens one.
    private static func described(_ text: String, _ metadata: String?) -> String {
        guard let metadata else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(ofText: "<svg"), let end = rest[start.upperBound...].firstIndex(of: ">") {
            result += rest[...end] + metadata
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
