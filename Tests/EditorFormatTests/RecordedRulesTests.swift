import EditorFormat
import Formats
import System
import Testing

/// What comfyui-frontend-package 1.58.1 made of files that no pair has, in headless Chromium as for the pairs.
@Suite struct RecordedRulesTests {
    typealias Files = EditorFiles

    // MARK: Values of subgraphs

    /// Entries of `proxyWidgets`, values, and what comes of the seed, the steps and the cfg; of these the latter two are
    /// inputs of the subgraph.
    @Test(
        arguments: [
            ([], [5, 3.5], [1, 5, 3.5]),
            (
                [["11", "seed"], ["11", "control_after_generate"], ["-1", "steps"], ["-1", "cfg"]],
                [77, "fixed", 5, 3.5], [77, 5, 3.5]
            ),
            (
                [["-1", "steps"], ["11", "seed"], ["11", "control_after_generate"], ["-1", "cfg"]],
                [5, 77, "fixed", 3.5], [77, 5, 3.5]
            ),
            ([["-1", "cfg"], ["-1", "steps"]], [3.5, 5], [1, 5, 3.5]),
            ([["11", "cfg"], ["11", "steps"]], [3.5, 5], [1, 5, 3.5]),
            ([["99", "seed"], ["-1", "steps"], ["-1", "cfg"]], [9, 5, 3.5], [1, 5, 3.5]),
            ([["11", "seed"], ["-1", "steps"], ["-1", "cfg"]], [], [1, 20, 8]),
            // What comes first is for the inputs too, and stays for those that are not named
            ([["11", "seed"]], [77], [77, 77, 8]),
            ([5, [], ["-1"], ["11", "seed"]], [1, 2, 3, 4], [4, 1, 2]),
        ] as [(JSON, JSON, JSON)]) func proxiesSayWhoseTheValuesAre(
            _ proxies: JSON, _ values: JSON, _ expected: JSON
        ) throws
    {
        let sampler = Files.node(
            11, "KSampler", [("steps", "INT", 1, true), ("cfg", "FLOAT", 2, true)],
            values: [1, "randomize", 20, 8.0, "euler", "normal", 0.5])
        let inner = Files.subgraph(
            "s", [sampler], [Files.link(1, "-10", 0, 11, 0), Files.link(2, "-10", 1, 11, 1)],
            inputs: [("steps", [1]), ("cfg", [2])])
        let node = Files.node(8, "s", values: values, more: ["properties": ["proxyWidgets": proxies]])
        let inputs = try #require(try convert(Files.file([node], subgraphs: [inner]))["8:11"]?["inputs"])
        #expect(["seed", "steps", "cfg"].map { inputs[$0] ?? .null } == expected.array)
    }

    // MARK: Bypassed nodes

    private func resizer(_ output: String) -> [JSON] {
        [
            Files.node(1, "LoadImage", values: ["a.png", "image"], outputs: ["IMAGE", "MASK"]),
            Files.node(2, "ResizeImageMaskNode", [("input", "IMAGE,MASK", 1, false)], mode: 4, outputs: [output]),
            Files.node(3, "PreviewImage", [("images", "IMAGE", 2, false)]),
        ]
    }

    @Test(arguments: ["COMFY_MATCHTYPE_V3", "*", "IMAGE"]) func aTypeThatDependsOnTheWireIsPassed(_ type: String) throws
    {
        let links = [Files.link(1, 1, 0, 2, 0), Files.link(2, 2, 0, 3, 0)]
        #expect(try convert(Files.file(resizer(type), links))["3"]?["inputs"] == ["images": ["1", 0]])
    }

    @Test func anInputHasToFitTheOneThatIsFed() throws {
        // The VAE at the output's place fits the output, of any type, but not the picture that is wanted
        let switching = Files.node(
            2, "NotHere", [("a", "VAE", 1, false), ("b", "IMAGE", 3, false)], mode: 4, outputs: ["*"])
        let links = [Files.link(1, 4, 0, 2, 0), Files.link(3, 1, 0, 2, 1), Files.link(2, 2, 0, 3, 0)]
        let nodes = [resizer("*")[0], switching, resizer("*")[2], Files.node(4, "VAELoader", outputs: ["VAE"])]
        #expect(try convert(Files.file(nodes, links))["3"]?["inputs"] == ["images": ["1", 0]])
    }

    // MARK: Ids and values

    @Test func ofTwoNodesOfOneIdTheSecondGetsTheNextFreeOne() throws {
        let sampler = Files.node(5, "KSampler", [("latent_image", "LATENT", 1, false)])
        let first = Files.node(7, "EmptyLatentImage", values: [256, 320, 1], outputs: ["LATENT"])
        let second = Files.node(
            5, "EmptyLatentImage", [("width", "INT", nil, true)], values: [1, 2, 3], outputs: ["LATENT"])
        var file = Files.file([sampler, first, second], [Files.link(1, 7, 0, 5, 0)])
        #expect(try convert(file).keys == ["5", "7", "8"])
        file["last_node_id"] = 11
        let prompt = try convert(file)
        #expect(prompt["5"]?["inputs"]?["latent_image"] == ["7", 0])
        #expect(prompt["12"]?["inputs"] == ["width": 1, "height": 2, "batch_size": 3])
        let text = Files.node("5", "EmptyImage")
        #expect(try convert(Files.file([sampler, text, text, first])).keys == ["5", "8", "9", "7"])
    }

    @Test func aChoiceIsNeverNull() throws {
        let values: JSON = [.null, "randomize", .null, .null, .null, .null, .null]
        let inputs = try convert(Files.file([Files.node(1, "KSampler", values: values)]))["1"]?["inputs"]
        #expect(inputs?["sampler_name"] == "euler" && inputs?["scheduler"] == "normal")
        #expect(inputs?["seed"] == .null && inputs?["denoise"] == .null)
    }

    @Test(arguments: [(99_999_999, 16384), (3, 16), (-1, 16), (517, 520)] as [(JSON, JSON)])
    func primitivesStayWithinTheWidgetsBounds(_ value: JSON, _ sent: JSON) throws {
        let target = Files.node(1, "EmptyLatentImage", [("width", "INT", 1, true)], values: [256, 320, 1])
        let file = Files.file([target, Files.node(2, "PrimitiveNode", values: [value])], [Files.link(1, 2, 0, 1, 0)])
        #expect(try convert(file)["1"]?["inputs"]?["width"] == sent)
    }

    // MARK: Nodes of packs that are in the editor alone

    @Test func namedWiresAndReroutesOfPacksArePassed() throws {
        let nodes = [
            Files.node(1, "LoadImage", values: ["a.png", "image"], outputs: ["IMAGE", "MASK"]),
            Files.node(2, "Reroute (rgthree)", [("", "*", 1, false)]),
            Files.node(3, "SetNode", [("IMAGE", "IMAGE", 2, false)], values: ["picture"]),
            Files.node(4, "SetNode", values: ["other"]),
            Files.node(5, "GetNode", values: ["picture"], outputs: ["IMAGE"]),
            Files.node(6, "PreviewImage", [("images", "IMAGE", 3, false)]),
            Files.node(7, "PreviewImage", [("images", "IMAGE", 4, false)]),
            Files.node(8, "GetNode", values: ["nobody's"], outputs: ["IMAGE"]),
            Files.node(9, "PreviewImage", [("images", "IMAGE", 5, false)]),
            Files.node(10, "Label (rgthree)"), Files.node(11, "Fast Groups Bypasser (rgthree)"),
        ]
        let links = [
            Files.link(1, 1, 0, 2, 0), Files.link(2, 2, 0, 3, 0), Files.link(3, 5, 0, 6, 0), Files.link(4, 3, 0, 7, 0),
            Files.link(5, 8, 0, 9, 0),
        ]
        let prompt = try convert(Files.file(nodes, links))
        #expect(prompt.keys == ["1", "6", "7", "9"])
        #expect(prompt["6"]?["inputs"] == ["images": ["1", 0]] && prompt["7"]?["inputs"] == ["images": ["1", 0]])
        #expect(prompt["9"]?["inputs"] == [:])
    }

    @Test func aNameIsLookedForInTheGraphsAround() throws {
        func getter(_ name: JSON) -> [JSON] {
            [
                Files.node(1, "GetNode", values: [name], outputs: ["IMAGE"]),
                Files.node(2, "PreviewImage", [("images", "IMAGE", 1, false)]),
            ]
        }
        let own = Files.node(3, "SetNode", [("IMAGE", "IMAGE", 2, false)], values: ["b"])
        let inner = Files.subgraph(
            "s", getter("a") + [own, Files.node(4, "EmptyImage")],
            [Files.link(1, 1, 0, 2, 0), Files.link(2, 4, 0, 3, 0)])
        let nearest = Files.subgraph(
            "n", getter("b") + [own, Files.node(4, "EmptyImage")],
            [Files.link(1, 1, 0, 2, 0), Files.link(2, 4, 0, 3, 0)])
        let setters = ["a", "b"].map {
            Files.node(.string($0), "SetNode", [("*", "*", 1, false)], values: [.string($0)])
        }
        let prompt = try convert(
            Files.file(
                [Files.node(7, "s"), Files.node(8, "n"), Files.node(9, "EmptyImage")] + setters,
                [Files.link(1, 9, 0, "a", 0)], subgraphs: [inner, nearest]))
        #expect(prompt["7:2"]?["inputs"] == ["images": ["9", 0]])
        #expect(prompt["8:2"]?["inputs"] == ["images": ["8:4", 0]])
    }

    @Test func namedWiresInACircle() {
        let nodes = [
            Files.node(1, "GetNode", values: ["a"]), Files.node(2, "SetNode", [("*", "*", 1, false)], values: ["a"]),
            Files.node(3, "PreviewAny", [("source", "*", 2, false)]),
        ]
        #expect(throws: EditorError.self) {
            try convert(Files.file(nodes, [Files.link(1, 1, 0, 2, 0), Files.link(2, 1, 0, 3, 0)]))
        }
    }

    @Test func aClassOfSuchANameIsTaken() throws {
        let schema: JSONObject = ["input": ["required": ["name": ["STRING", [:]]]], "output": []]
        let file = Files.file([Files.node(1, "SetNode", values: ["x"])])
        #expect(try EditorConverter.prompt(file) { _ in schema }["1"]?["inputs"] == ["name": "x"])
    }
}
