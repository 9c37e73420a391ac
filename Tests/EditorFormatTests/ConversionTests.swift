import EditorFormat
import Formats
import System
import Testing

/// What the pairs cannot show: where the library is to be better than the editor, and where files are wrong.
@Suite struct ConversionTests {
    typealias Files = EditorFiles

    // MARK: Better than the editor

    @Test(arguments: [UInt64.max, (1 << 53) + 1, 0] as [UInt64]) func seedsKeepTheirBits(_ number: UInt64) throws {
        let seed = Int128(number)
        let sampler = Files.node(1, "KSampler", values: [.int(seed), "fixed", 20, 8.0, "euler", "normal", 1.0])
        #expect(try convert(Files.file([sampler]))["1"]?["inputs"]?["seed"] == .int(seed))
        // Through a primitive too
        let target = Files.node(
            1, "KSampler", [("seed", "INT", 1, true)], values: [5, "fixed", 20, 8.0, "euler", "normal", 1.0])
        let primitive = Files.node(2, "PrimitiveNode", values: [.int(seed), "randomize"])
        let file = Files.file([target, primitive], [Files.link(1, 2, 0, 1, 0)])
        #expect(try convert(file)["1"]?["inputs"]?["seed"] == .int(seed))
    }

    @Test func promotedInputsOfUnknownClassesDoNotShiftTheOthers() throws {
        let inner = Files.subgraph(
            "s",
            [
                Files.node(1, "NotHere", [("what", "STRING", 1, true)], values: ["a"]),
                Files.node(
                    2, "CLIPTextEncode", [("clip", "CLIP", nil, false), ("text", "STRING", 2, true)], values: ["b"]),
            ], [Files.link(1, "-10", 0, 1, 0), Files.link(2, "-10", 1, 2, 1)], inputs: [("what", [1]), ("text", [2])])
        let prompt = try convert(Files.file([Files.node(7, "s", values: ["A", "B"])], subgraphs: [inner]))
        #expect(prompt["7:1"]?["inputs"] == ["what": "A"])
        #expect(prompt["7:2"]?["inputs"] == ["text": "B"])
    }

    @Test func unknownClassesKeepWhatTheFileSaysOfThem() throws {
        let node = Files.node(
            1, "Foreign", [("image", "IMAGE", nil, false), ("seed", "INT", nil, true), ("name", "STRING", nil, true)],
            values: [5, "randomize", "x"], more: ["properties": ["cnr_id": "some-pack"], "title": "Mine"])
        let entry = try convert(Files.file([node]))["1"]
        #expect(entry?["inputs"] == ["seed": 5, "name": "x"])
        #expect(entry?["_meta"] == ["title": "Mine", "cnr_id": "some-pack"])
    }

    @Test func promotedTextsAreSentAsTheyAre() throws {
        let inner = Files.subgraph(
            "s",
            [
                Files.node(
                    2, "CLIPTextEncode", [("clip", "CLIP", nil, false), ("text", "STRING", 2, true)], values: ["b"])
            ],
            [Files.link(2, "-10", 0, 2, 1)], inputs: [("text", [2])])
        let prompt = try convert(Files.file([Files.node(7, "s", values: ["{\"a\": 1}"])], subgraphs: [inner]))
        #expect(prompt["7:2"]?["inputs"]?["text"] == "{\"a\": 1}")
    }

    @Test func otherSchemasCount() throws {
        let schema: JSONObject = ["input": ["required": ["b": ["INT", [:]], "a": ["STRING", [:]]]], "output": []]
        let file = Files.file([Files.node(1, "Mine", values: [1, "x"])])
        let prompt = try EditorConverter.prompt(file) { $0 == "Mine" ? schema : nil }
        #expect(prompt["1"]?["inputs"] == ["b": 1, "a": "x"])
    }

    @Test func inputsOfOneNameGoByTheirOrder() throws {
        let inner = Files.subgraph(
            "s",
            [
                Files.node(1, "PreviewAny", [("source", "*", 1, false)]),
                Files.node(2, "PreviewAny", [("source", "*", 2, false)]),
                Files.node(3, "PreviewAny", [("source", "*", 3, false)]),
            ], [Files.link(1, "-10", 0, 1, 0), Files.link(2, "-10", 1, 2, 0), Files.link(3, "-10", 2, 3, 0)],
            inputs: [("a", [1]), ("a", [2]), ("a", [3])])
        let instance = Files.node(7, "s", [("a", "*", 4, false), ("a", "*", 5, false)])
        let file = Files.file(
            [Files.node(8, "EmptyImage"), Files.node(9, "EmptyImage"), instance],
            [Files.link(4, 8, 0, 7, 0), Files.link(5, 9, 0, 7, 1)], subgraphs: [inner])
        let prompt = try convert(file)
        #expect(prompt["7:1"]?["inputs"] == ["source": ["8", 0]] && prompt["7:2"]?["inputs"] == ["source": ["9", 0]])
        #expect(prompt["7:3"]?["inputs"] == [:])
    }

    // MARK: Wrong files

    private func message(_ file: JSONObject) -> String {
        do {
            _ = try convert(file)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func errorsSayWhere() {
        let sampler = Files.node(3, "KSampler", [("model", "MODEL", 1, false)], more: ["title": "My sampler"])
        #expect(
            message(Files.file([sampler], [Files.link(1, 99, 0, 3, 0)]))
                == #"node 3 "My sampler": its input comes from node 99, which the workflow does not have"#)
        let own = Files.subgraph(
            "s", [], [Files.link(1, "-10", 0, "-20", 0)], inputs: [("a", [1])], outputs: ["b"])
        let user = Files.node(2, "PreviewAny", [("source", "*", 5, false)])
        #expect(
            message(Files.file([Files.node(1, "s"), user], [Files.link(5, 1, 0, 2, 0)], subgraphs: [own]))
                == #"node 1 "the subgraph "Sub s"": output 0 of the subgraph "Sub s" is one of its own inputs"#)
        let cut = Files.subgraph("s", [], [Files.link(1, 77, 0, "-20", 0)], outputs: ["b"])
        let many = (3..<30).map { Files.node(.int(Int128($0)), "Note") }
        let instance = Files.node(1, "s", more: ["title": "Cut"])
        #expect(
            message(Files.file(many + [instance, user], [Files.link(5, 1, 0, 2, 0)], subgraphs: [cut]))
                == #"node 1 "Cut": its input comes from node 77, which the subgraph "Sub s" does not have"#)
        #expect(message(["nodes": [["id": 1, "type": 5]]]) == "node 1: its type is no text (nodes[0].type)")
        #expect(message(["nodes": [5]]) == "nodes[0]: not an object")
        #expect(message(["nodes": [["id": [], "type": "x"]]]) == "nodes[0].id: neither a number nor a short text")
        #expect(message(["nodes": [["id": "a\0", "type": "x"]]]) == "nodes[0].id: neither a number nor a short text")
        #expect(
            message(["nodes": [["id": 1, "type": "x", "inputs": [["name": "a\0"]]]]])
                == "nodes[0].inputs[0]: a name with a zero character")
        #expect(message(["nodes": [], "links": [[1, 2]]]).hasPrefix("links[0]: not a link"))
        #expect(message(["nodes": [], "definitions": ["subgraphs": [[:]]]]).hasPrefix("definitions.subgraphs[0]: not"))
    }

    @Test func circles() {
        let first = Files.node(1, "Reroute", [("", "*", 2, false)])
        let second = Files.node(2, "VAEDecode", [("samples", "LATENT", 1, false)], mode: 4, outputs: ["LATENT"])
        let user = Files.node(3, "PreviewAny", [("source", "*", 3, false)])
        let links = [Files.link(1, 1, 0, 2, 0), Files.link(2, 2, 0, 1, 0), Files.link(3, 1, 0, 3, 0)]
        #expect(message(Files.file([first, second, user], links)).contains("goes in a circle"))
        let a = Files.subgraph("a", [Files.node(1, "b")])
        let b = Files.subgraph("b", [Files.node(1, "a")])
        #expect(message(Files.file([Files.node(1, "a")], subgraphs: [a, b])).contains("contains itself"))
    }

    @Test func subgraphsThatDoubleAreBounded() {
        let levels = (0..<60).map { level in
            let inner = Files.node(1, level == 59 ? "PreviewAny" : "s\(level + 1)")
            return Files.subgraph("s\(level)", [inner, Files.node(2, level == 59 ? "PreviewAny" : "s\(level + 1)")])
        }
        #expect(message(Files.file([Files.node(1, "s0")], subgraphs: levels)).contains("more than 100000 nodes"))
    }

    @Test func nestingIsBounded() {
        let levels = (0..<100).map { level in
            Files.subgraph("s\(level)", level == 99 ? [] : [Files.node(1, "s\(level + 1)")])
        }
        #expect(message(Files.file([Files.node(1, "s0")], subgraphs: levels)).contains("deeper than 64 levels"))
    }

    @Test func longChainsAreQuick() throws {
        // 20,000 nodes look through a chain of as many reroutes
        let count = 20_000
        var nodes = [Files.node(0, "EmptyImage", outputs: ["IMAGE"])]
        var links: [JSON] = []
        for index in 1...count {
            nodes.append(Files.node(.int(Int128(index)), "Reroute", [("", "*", index, false)]))
            links.append(Files.link(index, .int(Int128(index - 1)), 0, .int(Int128(index)), 0))
            let user = count + index
            nodes.append(Files.node(.int(Int128(user)), "PreviewAny", [("source", "*", user, false)]))
            links.append(Files.link(user, .int(Int128(count)), 0, .int(Int128(user)), 0))
        }
        let time = try ContinuousClock().measure {
            let prompt = try convert(Files.file(nodes, links))
            #expect(prompt["40000"]?["inputs"]?["source"] == ["0", 0])
        }
        #expect(time < .seconds(20))
    }
}
