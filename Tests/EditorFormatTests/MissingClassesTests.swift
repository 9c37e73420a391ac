import EditorFormat
import Formats
import System
import Testing

@Suite struct MissingClassesTests {
    private func node(_ name: String, _ meta: JSONObject = [:]) -> JSON {
        ["class_type": .string(name), "inputs": [:], "_meta": .object(meta)]
    }

    @Test func allAreToldOfAtOnce() {
        let prompt: JSONObject = [
            "1": node("KSampler"), "2": node("KSamlper"), "3": node("VAELoader"), "4": node("Far away"),
            "5": node("Foreign", ["cnr_id": "some-pack"]), "6": node("Newer", ["cnr_id": "comfy-core"]),
            "7": node("VAELoader"), "8": node("TrainLoraNode"),
            "9": node("SetNode"),
        ]
        #expect(
            MissingClasses.report(prompt, names: ["KSampler"]) == """
                missing node classes:
                  KSamlper (node 2): is KSampler meant?
                  VAELoader (nodes 3, 7): one of ComfyUI's own, which this library does not have
                  Far away (node 4): of a node pack, or misspelt
                  Foreign (node 5): of the node pack some-pack
                  Newer (node 6): one of a newer ComfyUI's own
                  TrainLoraNode (node 8): one of ComfyUI's own, which this library does not have: nothing is trained here
                  SetNode (node 9): a node of the editor's alone, which no prompt should have
                """)
        #expect(MissingClasses.report(["1": node("KSampler")], names: ["KSampler"]) == nil)
    }

    @Test func longListsAreCut() throws {
        var prompt: JSONObject = [:]
        for index in 0..<5000 { prompt["\(index)"] = node("Unknown class \(index % 30)") }
        let lines = try #require(MissingClasses.report(prompt, names: [])).split(separator: "\n")
        #expect(lines.count == 22 && lines.last == "  and 10 more")
        #expect(lines[1].contains("(nodes 0, 30, 60, 90, 120 and 162 more)"))
    }

    @Test(arguments: [
        ("KSampler", "KSampler"), ("ksampler", "KSampler"), ("KSampelr", "KSampler"), ("Ksampler2", "KSampler"),
        ("VAEdecode", "VAEDecode"), ("Completely other", nil), ("", nil),
    ]) func nearestName(_ name: String, _ found: String?) {
        #expect(NearestName.find(name, among: ["VAEDecode", "KSampler", "SaveImage"]) == found)
    }
}
