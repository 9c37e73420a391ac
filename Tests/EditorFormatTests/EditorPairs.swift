import EditorFormat
import Formats
import Glibc
import System
import TestSupport
import Testing

/// Workflows of the editor and the prompts that it makes of them: those of Tests/Fixtures/editor, or of another folder that
/// COMFY_EDITOR_PAIRS names.
enum EditorPairs {
    struct Pair: CustomStringConvertible {
        let name: String
        let unknownClasses: Set<String>
        let isStructureOnly: Bool

        var description: String { name }
        func editor() throws -> JSONObject { try #require(EditorPairs.json("ui/\(name).json").object) }
        /// nil: the editor refuses.
        func prompt() throws -> JSONObject? { try EditorPairs.json("api/\(name).json").object }
    }

    private static let folder = getenv("COMFY_EDITOR_PAIRS").map { String(cString: $0) } ?? Fixtures.path("editor")

    static let all: [Pair] = {
        guard let manifest = try? json("manifest.json").object, !manifest.isEmpty else {
            fatalError("no pairs in \(folder)")
        }
        return manifest.map { name, entry in
            Pair(
                name: name, unknownClasses: Set((entry["unknown_classes"]?.array ?? []).compactMap(\.string)),
                isStructureOnly: entry["structure_only"]?.bool ?? false)
        }
    }()

    private static func json(_ name: String) throws -> JSON {
        guard let file = fopen("\(folder)/\(name)", "rb") else { fatalError("no file \(folder)/\(name)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return try JSON(parsing: bytes)
    }
}
