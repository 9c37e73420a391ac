internal import Folders
internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

/// Writes each picture of a batch under a name of its own. Unlike ComfyUI's it writes into the output folder only, and in
/// the formats that this library writes.
struct SaveImagesResponse: Node {
    private static let nowhere: Set<String> = ["/dev/null", "NUL"]
    let environment: NodeEnvironment

    var schema: NodeSchema {
        NodeSchema(
            "SaveImagesResponse", category: "api/openapi",
            inputs: [
                .link("images", "IMAGE"), .link("uris", "URIS"), .string("pil_save_format", default: "png"),
                InputSchema.socket("exif", "EXIF").optional, InputSchema.socket("metadata_uris", "URIS").optional,
                InputSchema.socket("local_uris", "URIS").optional,
                InputSchema("bits", .combo([8, 16]), [:], section: .optional),
            ] + RequestParameters.description + InputSchema.metadata,
            outputs: [OutputSchema("IMAGE_RESULT")]
        ).with {
            $0.isOutputNode = true
            $0.description = "Writes pictures into the output folder, each under the name that it is given."
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let images = try inputs.image("images")
        let count = images.shape[0]
        let uris = try texts(inputs, "uris", count)
        let metadata = inputs["metadata_uris"] == nil ? nil : try texts(inputs, "metadata_uris", count)
        // where ComfyUI keeps a copy of what it writes elsewhere: their number is all that counts
        if inputs["local_uris"] != nil { _ = try texts(inputs, "local_uris", count) }
        let exif = try exifTexts(inputs, count)
        let encoder = try Encoder(inputs, images)
        let name = inputs["name"] == nil ? "" : try inputs.string("name")
        var entries: [JSON] = []
        for item in 0..<count {
            try context.cancellation.check()
            let file = try encoder.encode(
                images.slice(item..<item + 1), exif[item] + Metadata.entries(inputs, environment))
            var entry = try write(file, to: uris[item])
            entry["name"] = .string(name)
            entries.append(.object(entry))
            if let metadata { _ = try write(facts(inputs, item), to: metadata[item]) }
        }
        return .finished(
            NodeOutput(
                [Value(.array(entries))], ui: ["images": .array(entries)],
                images: images.shape[3] == 2 ? [] : PixelConversion.pixels(images)))
    }

    private func texts(_ inputs: NodeInputs, _ name: String, _ count: Int) throws(NodeError) -> [String] {
        guard let list = inputs[name]?.list else { throw inputs.wrong(name, "a list of names") }
        let texts = list.compactMap(\.string)
        guard texts.count == count, list.count == count else {
            throw NodeError("AssertionError", "\(name) has \(list.count) names for \(count) pictures")
        }
        return texts
    }

    /// What is told of each picture.
    private func exifTexts(_ inputs: NodeInputs, _ count: Int) throws(NodeError) -> [[(keyword: String, text: String)]]
    {
        guard inputs["exif"] != nil else { return Array(repeating: [], count: count) }
        guard let list = inputs["exif"]?.list, list.count == count else {
            throw NodeError("AssertionError", "exif does not tell of \(count) pictures")
        }
        return list.map { item in (item.dictionary ?? [:]).compactMap { key, value in value.string.map { (key, $0) } } }
    }

    private func facts(_ inputs: NodeInputs, _ item: Int) -> [UInt8] {
        let prompt = environment.omitsMetadata ? .null : inputs["prompt"]?.json ?? .null
        let facts: JSON = [
            "prompt_json_str": .string(prompt.serialized(.compact)), "batch_number_str": .string(String(item)),
        ]
        return Array(facts.serialized(.python).utf8)
    }

    /// Writes a file, and tells where it is.
    private func write(_ file: [UInt8], to uri: String) throws -> JSONObject {
        if Self.nowhere.contains(uri) {
            return ["abs_path": .string(uri), "filename": "", "subfolder": "", "type": "output"]
        }
        let path = uri.hasPrefix("file://") ? String(uri.dropFirst("file://".count)) : uri
        guard !path.contains(text: "://") else {
            throw NodeError("ValueError", "\(uri): pictures are only written to files of the output folder")
        }
        let root = environment.folders.path(of: .output)
        let target = try SaveTarget(
            prefix: path, root: root, links: environment.folders.links, template: FilenameTemplate(width: 0, height: 0))
        guard !target.stem.isEmpty, target.stem != "." else {
            throw NodeError("ValueError", "'\(uri)' names no file")
        }
        let place = FilePath.join(target.folder, target.stem)
        try translatingErrors { _ = try AtomicFile.write(file, to: place, overwriting: true) }
        let below = target.folder.hasPrefix(root) ? target.folder.dropFirst(root.count).drop { $0 == "/" } : ""
        return [
            "abs_path": .string(place), "filename": .string(target.stem), "subfolder": .string(String(below)),
            "type": "output",
        ]
    }

    private struct Encoder {
        private enum Kind { case png, deepPNG, exr }
        private let kind: Kind

        init(_ inputs: NodeInputs, _ images: Tensor) throws(NodeError) {
            let name = try inputs.string("pil_save_format").lowercased()
            let bits = inputs["bits"] == nil ? 8 : inputs["bits"]?.int ?? 0
            kind =
                switch (name, bits) {
                case ("png", 8): .png
                case ("png", 16): .deepPNG
                case ("exr", 16): .exr
                default:
                    throw NodeError(
                        "ValueError",
                        "pictures are not written as \(name) of \(bits) bits; there is png of 8 and 16, and exr of 16")
                }
            guard images.shape[3] != 2 else {
                throw NodeError("ValueError", "cannot save an image of shape \(images.shape)")
            }
        }

        /// image: [1, H, W, C]
        func encode(_ image: Tensor, _ texts: [(keyword: String, text: String)]) throws -> [UInt8] {
            try translatingErrors {
                switch kind {
                case .png: try PNG().encode(PixelConversion.pixels(image)[0], text: texts, level: 9)
                case .deepPNG: try PNG().encodeDeep(image, text: texts)
                case .exr: try OpenEXR.encode(image, space: .sRGB, text: texts)
                }
            }
        }
    }
}
