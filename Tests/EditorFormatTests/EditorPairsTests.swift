import EditorFormat
import Formats
import System
import Testing

/// What the library makes of a file is what the editor makes of it.
@Suite struct EditorPairsTests {
    @Test(arguments: EditorPairs.all) func isWhatTheEditorSends(_ pair: EditorPairs.Pair) throws {
        let editor = try pair.editor()
        guard let expected = try pair.prompt() else {
            #expect(throws: EditorError.self) { try convert(editor) }
            return
        }
        let prompt = try convert(editor)
        #expect(PromptForm.counts(prompt, pair) == PromptForm.counts(expected, pair))
        for node in editor["nodes"]?.array ?? [] {
            // The page has names of its own for nodes without a title
            guard let title = node["title"], let id = node["id"]?.int, let entry = prompt["\(id)"] else { continue }
            #expect(entry["_meta"]?["title"] == title, "node \(id)")
        }
    }
}

func convert(_ editor: JSONObject) throws -> JSONObject {
    try EditorConverter.prompt(editor) { KnownSchemas[$0] }
}
