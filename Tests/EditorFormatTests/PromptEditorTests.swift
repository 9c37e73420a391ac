import EditorFormat
import Formats
import System
import Testing

@Suite struct PromptEditorTests {
    private static let sampler =
        #""3": {"class_type": "KSampler", "inputs": {"positive": ["p", 0], "negative": ["n", 0], "seed": 5}}"#

    private func prompt(_ members: String...) throws -> JSONObject {
        try #require(JSON(parsing: "{" + members.joined(separator: ", ") + "}").object)
    }
    private func encoder(_ id: String, _ text: String, title: String = "") -> String {
        #""\#(id)": {"class_type": "CLIPTextEncode", "inputs": {"text": \#(text)}, "_meta": {"title": "\#(title)"}}"#
    }
    private func places(_ inputs: [PromptInput]) -> [String] { inputs.map { "\($0.nodeID).\($0.name)" } }

    private func editor(_ prompt: JSONObject) -> PromptEditor {
        PromptEditor(prompt) { name in
            name == "KSampler" ? ["input": ["required": ["seed": []], "optional": ["denoise": []]]] : nil
        }
    }
    private func message(_ body: () throws(PromptChangeError) -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return error.message
        }
    }

    @Test func textsAreFoundAgainstTheWires() throws {
        let direct = PromptParts(try prompt(Self.sampler, encoder("p", "\"a\""), encoder("n", "\"b\"")))
        #expect(places(direct.positive) == ["p.text"] && places(direct.negative) == ["n.text"])
        #expect(places(direct.seeds) == ["3.seed"] && direct.seeds[0].value == 5)
        // Through a controlnet, whose outputs are the two, and through what changes or combines conditionings
        let through = PromptParts(
            try prompt(
                #""3": {"class_type": "KSampler", "inputs": {"positive": ["c", 0], "negative": ["c", 1]}}"#,
                #""c": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["a", 0], "negative": ["n", 0]}}"#,
                #""a": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["p", 0], "conditioning_2": ["q", 0]}}"#,
                encoder("p", "\"a\""), encoder("q", "[\"s\", 0]"), encoder("n", "\"b\""),
                #""s": {"class_type": "PrimitiveString", "inputs": {"value": "c"}}"#))
        #expect(Set(places(through.positive)) == ["p.text", "s.value"] && places(through.negative) == ["n.text"])
        // Nothing of a text is left in what is zero; a guider of one conditioning; two texts of one encoder
        let flux = PromptParts(
            try prompt(
                #""g": {"class_type": "BasicGuider", "inputs": {"conditioning": ["f", 0]}}"#,
                #""f": {"class_type": "FluxGuidance", "inputs": {"conditioning": ["p", 0], "guidance": 3}}"#,
                #""p": {"class_type": "CLIPTextEncodeFlux", "inputs": {"clip_l": "a", "t5xxl": "a", "guidance": 3}}"#,
                #""k": {"class_type": "KSampler", "inputs": {"negative": ["z", 0], "seed": ["i", 0]}}"#,
                #""z": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["p", 0]}}"#,
                #""i": {"class_type": "PrimitiveInt", "inputs": {"value": 9}}"#,
                #""l": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}"#))
        #expect(places(flux.positive) == ["p.clip_l", "p.t5xxl"] && flux.negative.isEmpty)
        #expect(places(flux.seeds) == ["i.value"] && places(flux.pictures) == ["l.image"])
    }

    @Test func loopsEnd() throws {
        let loop = PromptParts(
            try prompt(
                #""3": {"class_type": "KSampler", "inputs": {"positive": ["a", 0], "seed": ["b", 0]}}"#,
                #""a": {"class_type": "FluxGuidance", "inputs": {"conditioning": ["a", 0]}}"#,
                #""b": {"class_type": "Pass", "inputs": {"value": ["b", 0]}}"#, #""c": 5"#, #""d": {"inputs": [1]}"#))
        #expect(loop.positive.isEmpty && loop.seeds.isEmpty)
    }

    @Test func oneTextIsOnePrompt() throws {
        var same = editor(try prompt(Self.sampler, encoder("p", "\"a\""), encoder("n", "\"b\"")))
        try same.setText(.positive, to: "x")
        #expect(same.prompt["p"]?["inputs"]?["text"] == "x" && same.prompt["n"]?["inputs"]?["text"] == "b")
        // Both models of a refined picture
        let refiner = #""4": {"class_type": "KSampler", "inputs": {"positive": ["q", 0], "negative": ["n", 0]}}"#
        var equal = editor(try prompt(Self.sampler, refiner, encoder("p", "\"a\""), encoder("q", "\"a\"")))
        try equal.setText(.positive, to: "x")
        #expect(equal.prompt["p"]?["inputs"]?["text"] == "x" && equal.prompt["q"]?["inputs"]?["text"] == "x")
        var different = editor(try prompt(Self.sampler, refiner, encoder("p", "\"a\""), encoder("q", "\"b\"")))
        #expect(
            message { () throws(PromptChangeError) in try different.setText(.positive, to: "x") }
                == "the workflow has several positive prompts: p.text, q.text")
        #expect(
            message { () throws(PromptChangeError) in try different.setText(.negative, to: "x") }
                == "the workflow has no negative prompt that can be found")
        // One that serves both is the positive one
        let both = PromptParts(
            try prompt(
                #""3": {"class_type": "KSampler", "inputs": {"positive": ["p", 0], "negative": ["p", 0]}}"#,
                encoder("p", "\"a\"")))
        #expect(places(both.positive) == ["p.text"] && both.negative.isEmpty)
    }

    @Test func nodesHaveThreeNames() throws {
        let workflow = try prompt(
            Self.sampler, encoder("p", "\"a\"", title: "v1.5 prompt"), encoder("n", "\"b\"", title: "not"))
        let editor = editor(workflow)
        #expect(try editor.input(at: "v1.5 prompt.text").nodeID == "p")
        #expect(try editor.input(at: "KSampler.seed").value == 5)
        #expect(try editor.input(at: "n.text").value == "b")
        #expect(try editor.input("denoise", of: "3").value == nil)
        #expect(
            message { () throws(PromptChangeError) in _ = try editor.input(at: "CLIPTextEncode.text") }
                == "several nodes are called 'CLIPTextEncode': p, n")
        #expect(
            message { () throws(PromptChangeError) in _ = try editor.input(at: "3.sed") }
                == "node 3 has no input 'sed'; it has positive, negative, seed, denoise")
        for place in ["nope.x", "nope", "", "."] {
            #expect(
                message { () throws(PromptChangeError) in _ = try editor.input(at: place) }
                    == "no node has that id, class or title")
        }
    }

    @Test func seedsKeepTheirBits() throws {
        var editor = editor(try prompt(#""3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615}}"#))
        try editor.setSeeds { $0 }
        #expect(editor.prompt["3"]?["inputs"]?["seed"] == .int(Int128(UInt64.max)))
        try editor.setSeeds { $0 &+ 1 }
        #expect(editor.prompt["3"]?["inputs"]?["seed"] == 0)
    }
}
