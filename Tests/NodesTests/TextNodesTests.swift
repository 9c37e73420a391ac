import Folders
import Formats
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// Texts by Python's rules; the expectations are Python's (Fixtures/formats/make_python_texts.py).
@Suite struct TextNodesTests {
    private static let cases = (try! JSON(parsing: Fixtures.bytes("formats/python_texts.json"))).array!

    private static func all(_ kind: String) -> [JSON] { cases.filter { $0["kind"]?.string == kind } }

    @Test func formatsAsPythonDoes() throws {
        let cases = Self.all("format")
        #expect(cases.count > 400)
        for item in cases {
            let names: ValueDictionary = ["width": .int(12)]
            let result = try? PythonFormat(format: item["format"]!.string!).expand(
                [Value(item["value"]!), .int(6)], names)
            #expect(result == item["result"]?.string, "\(item["format"]!) \(item["value"]!)")
        }
    }

    @Test func worksOutExpressionsAsPythonDoes() throws {
        let cases = Self.all("expression")
        #expect(cases.count > 70)
        for item in cases {
            let output = try? MathExpression().run([
                "expression": .string(item["text"]!.string!), "values.a": .float(3.5), "values.b": .int(2),
            ])
            guard let expected = item["result"]?.array else {
                #expect(output == nil, "\(item["text"]!)")
                continue
            }
            #expect(output?.values[0].float == expected[0].number, "\(item["text"]!)")
            #expect(output?.values[1].int == expected[1].int, "\(item["text"]!)")
            #expect(output?.values[2].bool == expected[2].bool, "\(item["text"]!)")
        }
        let deep = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
        let chain = String(repeating: "1 if a else ", count: 3000) + "2"
        for text in [deep, chain, String(repeating: "-", count: 20000) + "1", "9**999**999", "1<<99999999"] {
            #expect(throws: NodeError.self) {
                try MathExpression().run(["expression": .string(text), "values.a": .int(0)])
            }
        }
    }

    private func node(_ name: String, _ base: TemporaryFolder = TemporaryFolder()) throws -> any Node {
        try #require(BuiltinNodes.all(.test(base.folders, threads: 1)).first { $0.schema.name == name })
    }

    private func text(_ name: String, _ inputs: ValueDictionary) throws -> String? {
        try node(name).run(inputs).values[0].string
    }

    @Test func regularExpressions() throws {
        func extract(_ mode: String, _ pattern: String, group: Int128 = 1) throws -> String? {
            try text(
                "RegexExtract",
                [
                    "string": .string("Ab1 cd2\nEF3"), "regex_pattern": .string(pattern), "mode": .string(mode),
                    "case_insensitive": .bool(true), "multiline": .bool(false), "dotall": .bool(false),
                    "group_index": .int(group),
                ])
        }
        #expect(try extract("First Match", "[a-z]+") == "Ab")
        #expect(try extract("All Matches", "[a-z]+") == "Ab\ncd\nEF")
        #expect(try extract("All Matches", "([a-z])([a-z])") == "A\nc\nE")
        #expect(try extract("First Group", "([a-z]+)(\\d)", group: 2) == "1")
        #expect(try extract("First Group", "([a-z]+)(\\d)", group: 3) == "")
        #expect(try extract("All Groups", "([a-z]+)(\\d)", group: 2) == "1\n2\n3")
        #expect(try extract("First Match", "(") == "")
        let found = try node("RegexMatch").run([
            "string": .string("x"), "regex_pattern": .string("X"), "case_insensitive": .bool(false),
            "multiline": .bool(false), "dotall": .bool(false),
        ])
        #expect(found.values[0].bool == false)
        #expect(
            try text(
                "RegexReplace",
                [
                    "string": .string("aAb"), "regex_pattern": .string("(a)"), "replace": .string("<\\1>"),
                    "count": .int(1),
                ])
                == "<a>Ab")
        #expect(throws: NodeError.self) {
            try text(
                "RegexReplace", ["string": .string("a"), "regex_pattern": .string("["), "replace": .string("")])
        }
        let match = try node("Regex").run([
            "pattern": .string("(?P<a>.)(.)?"), "string": .string("xy"), "flags": .int(0),
        ])
        #expect(match.values[1].bool == true)
        #expect(try text("RegexMatchGroupByIndex", ["match": match.values[0], "index": .int(2)]) == "y")
        #expect(try text("RegexMatchGroupByName", ["match": match.values[0], "name": .string("a")]) == "x")
        #expect(try text("RegexMatchExpand", ["match": match.values[0], "template": .string("\\2\\g<a>")]) == "yx")
        #expect(try text("RegexMatchExpand", ["match": .null, "template": .string("\\2")]) == "")
        #expect(throws: NodeError.self) {
            try text("RegexMatchGroupByIndex", ["match": match.values[0], "index": .int(3)])
        }
        var flags: ValueDictionary = [:]
        for name in ["ASCII", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "VERBOSE", "UNICODE"] {
            flags[name] = .bool(name != "LOCALE")
        }
        #expect(try node("RegexFlags").run(flags).values[0].int == 256 + 2 + 8 + 16 + 64 + 32)
    }

    @Test func textsOfValues() throws {
        #expect(
            try text("StringFormat", ["value0": .int(7), "value1": .string("x"), "format": .string("{}-{}")]) == "7-x")
        #expect(try text("StringFormat", ["value0": .int(7), "format": .string("{value0:03d}")]) == "007")
        #expect(
            try text("StringFormat", ["value0": .int(7), "format": .string("{}{}")])?.hasPrefix("Format error: ")
                == true)
        let tensor = Value.tensor(Tensor([1, 2.5], shape: [1, 2]))
        #expect(try text("StringFormat", ["value0": tensor, "format": .string("{}")]) == "[[1.0, 2.5]]")
        let large = Value.tensor(Tensor(zeros: [3, 4]))
        #expect(try text("StringFormat", ["value0": large, "format": .string("{}")]) == "<Tensor shape=3x4>")
        #expect(
            try text(
                "StringPosixPathJoin",
                ["value0": .string("a"), "value1": .string(""), "value2": .string("b/"), "value3": .string("c")])
                == "a/b/c")
        #expect(try text("StringPosixPathJoin", ["value0": .string("a"), "value1": .string("/b")]) == "/b")
        #expect(try text("OmitThink", ["value": .string("<think>a\nb</think> yes ")]) == "yes")
        #expect(try text("OmitThink", ["value": .string("a\nb</think>yes")]) == "yes")
        #expect(try text("OmitThink", ["value": .string(" plain ")]) == "plain")
        func json(_ text: String, _ key: String = "a") throws -> String? {
            try self.text("JsonExtractString", ["json_string": .string(text), "key": .string(key)])
        }
        #expect(try json("so: ```json\n{\"a\": \"x}\"}\n``` {\"a\": 1}") == "x}")
        #expect(try json("{bad} {\"a\": [1, true]}") == "[1, True]")
        #expect(try json("{\"b\": 1}") == "" && json("{\"a\": null}") == "" && json("none") == "")
    }

    @Test func textsGoToDisk() throws {
        let base = TemporaryFolder()
        let inputs: ValueDictionary = ["value": .string("hé"), "filename_prefix": .string("a/t")]
        #expect(try node("SaveString", base).run(inputs).ui == ["string": ["hé"]])
        _ = try node("SaveString", base).run(inputs)
        #expect(String(decoding: try FileBytes.read(base.path + "/output/a/t_00001.txt"), as: UTF8.self) == "hé")
        #expect(base.exists("output/a/t_00002.txt"))
        for (prefix, ending) in [("../x", ".txt"), ("x", "/../../y")] {
            #expect(throws: NodeError.self) {
                try node("SaveString", base).run([
                    "value": .string("x"), "filename_prefix": .string(prefix), "extension": .string(ending),
                ])
            }
        }
    }

    @Test func numbers() throws {
        func converted(_ value: Value) throws -> [Value] { try node("ComfyNumberConvert").run(["value": value]).values }
        #expect(try converted(.string(" 2.75 ")).map(\.float) == [2.75, 2])
        #expect(try converted(.string("123456789012345678901"))[1].json == .int(123_456_789_012_345_678_901))
        #expect(try converted(.bool(true)).map(\.float) == [1, 1])
        for value in [Value.string(""), .string("x"), .string("inf"), .list([])] {
            #expect(throws: NodeError.self) { try converted(value) }
        }
        func size(_ ratio: String, _ megapixels: Double, _ multiple: Int128? = nil, _ minimum: Int128? = nil) throws
            -> [Int?]
        {
            var inputs: ValueDictionary = ["aspect_ratio": .string(ratio), "megapixels": .float(megapixels)]
            inputs["multiple"] = multiple.map(Value.int)
            inputs["minimum"] = minimum.map(Value.int)
            return try node("ResolutionSelector").run(inputs).values.map(\.int)
        }
        #expect(try size("1:1 (Square)", 1) == [1024, 1024])
        #expect(try size("16:9 (Widescreen)", 1) == [1368, 768])
        #expect(try size("1:1 (Square)", 0.4, 32) == [640, 640])
        #expect(try size("21:9 (Ultrawide)", 0.1, 8, 256) == [672, 288])
        #expect(try node("SeedNode").run(["seed": .int(7)]).values[0].int == 7)
    }

    @Test func pythonIsNotRun() throws {
        let node = try node("EvalPython_1_1")
        #expect(try node.validate(NodeInputs())?.contains("Python") == true)
        #expect(throws: NodeError.self) { try node.run(["pycode": .string("return 1")]) }
        #expect(throws: NodeError.self) {
            try self.node("LoadImageFromURL").run(["value": .string("http://localhost/a.png")])
        }
    }

    @Test func namesOfResults() throws {
        let base = TemporaryFolder()
        base.make("output/ComfyUI_00007_.png")
        let images = Value.tensor(Tensor(zeros: [2, 4, 4, 3]))
        let legacy = try node("LegacyOutputURIs", base).run([
            "images": images, "prefix": .string("ComfyUI_"), "suffix": .string("_.png"),
        ])
        #expect(
            legacy.values[0].list?.map(\.string)
                == [8, 9].map { base.path + "/output/ComfyUI_0000\($0)_.png" })
        let formatted = try node("UriFormat", base).run([
            "uri_template": .string("{output}/{uuid4}_{batch_index:05d}.png"),
            "metadata_uri_extension": .string(".json"),
            "image_hash_format_name": .string("image_hash"), "uuid_format_name": .string("uuid4"),
            "batch_index_format_name": .string("batch_index"), "output_dir_format_name": .string("output"),
            "images": images,
        ])
        let first = try #require(formatted.values[0].list?.first?.string)
        #expect(first.hasPrefix(base.path + "/output/") && first.hasSuffix("_00000.png"))
        #expect(formatted.values[1].list?.first?.string == first.dropLast(4) + ".json")
        let exif = try node("ImageExif").run(["images": images, "Title": .string("t"), "Artist": .string("")])
        let merged = try node("ImageExifMerge").run([
            "value0": exif.values[0], "value1": .list([.dictionary(["Title": .string("u")])]),
        ])
        #expect(merged.values[0].json == [["Title": "u"]])
        #expect(
            try node("HashImage").run(["images": .tensor(Tensor(zeros: [1, 1, 1, 3]))]).values[0].list?.first?.string
                == "709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c")
    }
}
