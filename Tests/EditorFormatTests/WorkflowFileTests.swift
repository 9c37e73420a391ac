import EditorFormat
import Formats
import System
import TestSupport
import Testing

@Suite struct WorkflowFileTests {
    private static let prompt = #"{"1": {"class_type": "SaveImage", "inputs": {"name": "ü"}}}"#
    private static let editor = #"{"nodes": [], "links": []}"#

    /// Without pixels: they are not looked at.
    private func png(_ texts: [(keyword: String, text: String)]) -> [UInt8] {
        func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
            let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: data.count >> $0) }
            return length + Array(type.utf8) + data + [0, 0, 0, 0]
        }
        let chunks = texts.flatMap { chunk("iTXt", Array($0.keyword.utf8) + [0, 0, 0, 0, 0] + Array($0.text.utf8)) }
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunks + chunk("IDAT", [1, 2, 3])
    }

    private func reason(_ bytes: [UInt8]) -> (String, Bool) {
        do {
            _ = try WorkflowFile.read(bytes)
            return ("none", false)
        } catch {
            return (error.message, error.isAbsent)
        }
    }

    @Test func picturesCarryThem() throws {
        let both = png([("workflow", Self.editor), ("prompt", Self.prompt)])
        #expect(try WorkflowFile.read(both) == JSON(parsing: Self.prompt).object)
        #expect(try WorkflowFile.read(png([("workflow", Self.editor)])) == JSON(parsing: Self.editor).object)
        #expect(WorkflowFile.texts(both)?.map(\.keyword) == ["workflow", "prompt"])
        // Of a picture that is cut off behind its texts, they are still there
        let cut = Array(both.dropLast(10))
        #expect(try WorkflowFile.read(cut) == JSON(parsing: Self.prompt).object)
    }

    /// The corpus has one file of each kind: packed texts, EXIF, a latent, a byte order mark.
    @Test(arguments: ["text.png", "packed.png", "unicode.png", "jpeg", "webp", "latent", "json"])
    func everyKindOfFile(_ name: String) throws {
        let file = try WorkflowFile.read(Fixtures.bytes("../Fuzz/corpus/workflowFile/\(name)"))
        #expect(file == ["1": ["class_type": "SaveImage", "inputs": [:]]])
    }

    @Test func whatIsWrong() throws {
        #expect(reason(png([])) == ("the PNG carries no workflow", true))
        #expect(
            reason(png([("parameters", "a cat")]))
                == ("the PNG carries no workflow, only the parameters of another program", true))
        #expect(
            reason(png([("prompt", "a cat")])).0.hasPrefix("the prompt in the PNG holds no workflow: invalid JSON"))
        #expect(reason(Array("[]".utf8)) == ("the file holds no workflow: it is not a JSON object", false))
        #expect(reason([]).0.hasPrefix("the file holds no workflow"))
        #expect(reason([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]) == ("the picture carries no workflow", true))
    }

    @Test func formsAreRecognised() throws {
        func document(_ text: String) throws -> WorkflowDocument {
            WorkflowDocument(try #require(JSON(parsing: text).object))
        }
        let api = try document(Self.prompt)
        #expect(api.form == .api && api.workflow.keys == ["1"] && api.extraData.isEmpty)
        let body = try document(#"{"prompt": \#(Self.prompt), "extra_data": {"a": 1}, "client_id": "me"}"#)
        #expect(body.workflow == api.workflow && body.extraData == ["a": 1] && body.clientID == "me")
        let graph = try document(#"{"output": \#(Self.prompt), "workflow": \#(Self.editor)}"#)
        #expect(graph.workflow == api.workflow && graph.extraData["extra_pnginfo"]?["workflow"]?["nodes"] == [])
        let editor = try document(Self.editor)
        #expect(editor.form == .editor && editor.extraData["extra_pnginfo"]?["workflow"]?["nodes"] == [])
        // Nodes may be called anything
        let odd = try document(#"{"prompt": {"class_type": "A", "inputs": {}}, "nodes": {"class_type": "B"}}"#)
        #expect(odd.form == .api && odd.workflow.keys == ["prompt", "nodes"])
    }
}
