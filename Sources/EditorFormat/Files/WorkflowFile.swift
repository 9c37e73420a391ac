package import Formats
internal import System

/// Finds the workflow in a file's bytes.
package enum WorkflowFile {
    /// What a file says that is no workflow.
    package struct Problem: Error, Sendable {
        package let message: String
        /// The file is sound, and has none.
        package let isAbsent: Bool
    }

    /// A workflow's text, and what kind of file it was found in.
    private struct Finding {
        let kind: String
        let texts: [(keyword: String, text: String)]
    }

    /// The JSON of a workflow file, or what ComfyUI has put into a picture (PNG, WebP, JPEG) or a latent: the prompt, else
    /// the editor's workflow.
    package static func read(_ bytes: [UInt8]) throws(Problem) -> JSONObject {
        guard let finding = embedded(bytes) else { return try json(bytes, "the file") }
        for keyword in ["prompt", "workflow"] {
            guard let text = finding.texts.first(where: { $0.keyword == keyword })?.text else { continue }
            return try json(Array(text.utf8), "the \(keyword) in the \(finding.kind)")
        }
        let isForeign = finding.texts.contains { $0.keyword == "parameters" }
        throw Problem(
            message: "the \(finding.kind) carries no workflow"
                + (isForeign ? ", only the parameters of another program" : ""), isAbsent: true)
    }

    /// The texts in a picture or latent, by keyword; nil for other files.
    package static func texts(_ bytes: [UInt8]) -> [(keyword: String, text: String)]? { embedded(bytes)?.texts }

    /// Whether a file that begins like that is a picture that may carry texts.
    package static func isPicture(_ beginning: [UInt8]) -> Bool {
        PNGTexts.isPNG(beginning) || ExifTexts.read(beginning) != nil
    }

    private static func embedded(_ bytes: [UInt8]) -> Finding? {
        if PNGTexts.isPNG(bytes) { return Finding(kind: "PNG", texts: PNGTexts.read(bytes)) }
        if let texts = ExifTexts.read(bytes) {
            // ComfyUI writes "keyword:text"
            let parts = texts.compactMap { text -> (keyword: String, text: String)? in
                guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
                return (text[..<colon].lowercased(), String(text[text.utf8.index(after: colon)...]))
            }
            return Finding(kind: "picture", texts: parts)
        }
        if let header = latentHeader(bytes) {
            let metadata = header["__metadata__"]?.object ?? [:]
            return Finding(kind: "latent", texts: metadata.compactMap { key, value in value.string.map { (key, $0) } })
        }
        return nil
    }

    /// The header of a safetensors file: its length, then JSON.
    private static func latentHeader(_ bytes: [UInt8]) -> JSONObject? {
        guard bytes.count > 8, bytes[8] == UInt8(ascii: "{") else { return nil }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - 8) else { return nil }
        return (try? JSON(parsing: Array(bytes[8..<(8 + Int(length))])))?.object
    }

    private static func json(_ bytes: [UInt8], _ place: String) throws(Problem) -> JSONObject {
        do {
            if let object = try JSON(parsing: bytes).object { return object }
        } catch {
            throw Problem(message: "\(place) holds no workflow: \(error.message)", isAbsent: false)
        }
        throw Problem(message: "\(place) holds no workflow: it is not a JSON object", isAbsent: false)
    }
}
