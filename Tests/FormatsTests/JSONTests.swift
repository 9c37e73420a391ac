import Formats
import TestSupport
import Tensors
import Testing

@Suite struct JSONTests {
    /// Documents, and what Python's `json.loads` and `json.dumps` make of them: Fixtures/formats/make_json.py.
    private static let golden = try! JSON(parsing: Fixtures.bytes("formats/json.json"))

    @Test func writesWhatPythonWrites() throws {
        let cases = try #require(Self.golden["documents"]?.array)
        #expect(cases.count > 100)
        for item in cases {
            let document = bytes(hex: try #require(item["document"]?.string))
            let json = try JSON(parsing: document)
            let (python, compact) = (text(hex: item["python"]!.string!), text(hex: item["compact"]!.string!))
            // what Python writes there is no JSON
            if python.contains("NaN") || python.contains("Infinity") { continue }
            #expect(json.serialized(.python) == python)
            #expect(json.serialized(.compact) == compact)
        }
    }

    @Test func readsWhatItWrites() throws {
        for item in try #require(Self.golden["documents"]?.array) {
            let json = try JSON(parsing: bytes(hex: try #require(item["document"]?.string)))
            for style in [JSON.Style.python, .compact] {
                let written = json.serialized(style)
                #expect(try JSON(parsing: written).serialized(style) == written)
            }
        }
    }

    @Test func doublesReadAndPrintAsInPython() throws {
        let cases = try #require(Self.golden["doubles"]?.array)
        #expect(cases.count > 1000)
        for item in cases {
            let pair = try #require(item.array)
            let value = Double(bitPattern: try #require(UInt64(pair[0].string ?? "", radix: 16)))
            let text = try #require(pair[1].string)
            #expect(value.pythonDescription == text)
            guard case .double(let read) = try JSON(parsing: text) else {
                Issue.record("\(text) is no double")
                continue
            }
            #expect(read.bitPattern == value.bitPattern)
        }
    }

    @Test func rejectsWhatPythonRejects() throws {
        for item in try #require(Self.golden["rejected"]?.array) {
            let document = bytes(hex: try #require(item.string))
            #expect(throws: FormatError.self, "\(String(decoding: document, as: UTF8.self))") {
                try JSON(parsing: document)
            }
        }
    }

    @Test func everyTruncationIsAnError() throws {
        let document = Array(
            #"{"a": [1, -2.5e3, 18446744073709551615, NaN, "é\u00e9\n"], "b": {"c": null, "d": true}}"#.utf8)
        _ = try JSON(parsing: document)
        for count in 0..<document.count {
            #expect(throws: FormatError.self) { try JSON(parsing: Array(document[..<count])) }
        }
    }

    @Test func keepsSeedsExact() throws {
        #expect(try JSON(parsing: "18446744073709551615") == .int(Int128(UInt64.max)))
        #expect(try JSON(parsing: "-9223372036854775809") == .int(Int128(Int64.min) - 1))
        #expect(try JSON(parsing: "170141183460469231731687303715884105727") == .int(Int128.max))
        // beyond 128 bits
        for digits in ["170141183460469231731687303715884105728", "-1" + String(repeating: "0", count: 400)] {
            let seed = try JSON(parsing: "[\(digits)]")
            #expect(seed == [.largeInt(digits)])
            #expect(seed.serialized() == "[\(digits)]")
        }
        #expect(throws: FormatError.self) { try JSON(parsing: String(repeating: "9", count: 4301)) }
    }

    /// Byte sequences that are no UTF-8: stray and missing continuations, overlong forms, surrogates, beyond U+10FFFF.
    @Test(
        arguments: [
            [0xff], [0x80], [0xc3], [0xc3, 0x28], [0xe2, 0x82], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80],
            [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func rejectsBadUTF8(_ sequence: [UInt8]) {
        #expect(throws: FormatError.self) { try JSON(parsing: [0x22] + sequence + [0x22]) }
        #expect(throws: FormatError.self) { try JSON(parsing: [0x7b, 0x22] + sequence + Array("\": 1}".utf8)) }
    }

    @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, #"{"\u0000": 1}"#])
    func rejectsWhatStringsCannotHold(_ document: String) {
        #expect(throws: FormatError.self) { try JSON(parsing: document) }
    }

    /// Also those that the parser sees in another spelling.
    @Test(arguments: ["1", "12345678901234567890123", "1E999", "NaN", "-Infinity"])
    func numbersAreNoKeys(_ number: String) {
        for (document, column) in [
            ("{\(number): 1}", 2), ("{\"a\": 2, \(number)\n : 1}", 10), ("[{\(number)\t:1}]", 3),
        ] {
            let error = FormatError(.malformed, "invalid JSON: a key that is a number (line 1, column \(column))")
            #expect(throws: error) { try JSON(parsing: document) }
        }
    }

    @Test func whatJSONCannotSayIsNull() throws {
        let json: JSON = [.double(.nan), .double(.infinity), ["a": .double(-.infinity)], 1.5]
        for style in [JSON.Style.compact, .python] {
            let text = json.serialized(style)
            #expect(try JSON(parsing: text) == [nil, nil, ["a": nil], 1.5], "\(text)")
        }
    }

    @Test func skipsAByteOrderMarkAndNamesOtherEncodings() throws {
        #expect(try JSON(parsing: [0xef, 0xbb, 0xbf] + Array("{}".utf8)) == [:])
        for bytes: [UInt8] in [
            [0xff, 0xfe, 0x7b, 0, 0x7d, 0], [0xfe, 0xff, 0, 0x7b], [0, 0x7b, 0, 0x7d], [0x7b, 0, 0x7d, 0],
        ] {
            #expect { try JSON(parsing: bytes) } throws: { "\($0)".contains("UTF-16") }
        }
    }

    @Test func errorsSayWhere() throws {
        func message(_ document: String) -> String {
            do {
                _ = try JSON(parsing: document)
                return ""
            } catch {
                return error.message
            }
        }
        #expect(message("[1,]").hasSuffix("(line 1, column 4)"))
        #expect(message("{\n  \"ä\": tru\n}").hasSuffix("(line 2, column 10)"))
        // numbers that the parser sees in another spelling do not move the place
        #expect(message("[18446744073709551615, NaN,\n 1E999, ]").hasSuffix("(line 2, column 9)"))
        #expect(!message("[18446744073709551615 NaN]").contains("number"))
    }

    @Test func limitsDepthAndSize() throws {
        let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        _ = try JSON(parsing: deep)
        #expect(throws: FormatError(.tooLarge, "JSON document is nested deeper than 256 levels")) {
            try JSON(parsing: "[\(deep)]")
        }
        #expect(throws: FormatError.self) { try JSON(parsing: String(repeating: "{\"\":", count: 1_000_000)) }
        #expect(throws: FormatError(.tooLarge, "JSON document of 6 bytes is over the limit of 5")) {
            try JSON(parsing: "[1, 2]", limits: JSON.Limits(bytes: 5))
        }
        #expect(throws: FormatError(.tooLarge, "JSON document has more than 4 values")) {
            try JSON(parsing: "[1, {}, 3, 4]", limits: JSON.Limits(values: 4))
        }
        // brackets in strings do not nest
        _ = try JSON(parsing: "\"\(deep)[\\\"[\"")
    }

    /// A character of a million marks is not compared with anything.
    @Test func readsManyMarks() throws {
        let text = "a" + String(repeating: "\u{301}\u{323}", count: 500_000)
        let bytes = Array("\"\(text)\"".utf8)
        var read: JSON?
        let isQuick = try isReached { try processorMilliseconds { read = try JSON(parsing: bytes) } < 1000 }
        #expect(isQuick && read?.string.map { $0.utf8.elementsEqual(text.utf8) } == true)
    }

    @Test func flippedBitsAreReadOrRejected() throws {
        let document = Array(
            #"{"a": [1, -2.5e3, 18446744073709551615, NaN, "é\u00e9\n"], "b": {"c": null, "d": true}}"#.utf8)
        for index in document.indices {
            for bit in 0..<8 {
                var flipped = document
                flipped[index] ^= 1 << bit
                do {
                    let json = try JSON(parsing: flipped)
                    #expect(try JSON(parsing: json.serialized(.python)).serialized() == json.serialized())
                } catch {
                    #expect(error.message.contains("line"))
                }
            }
        }
    }

    /// A text that there is no memory for is null, and whoever looks notices.
    @Test func refusedTexts() {
        let json = JSON.array([JSON](repeating: "a text of some length", count: 10_000))
        let count = RefusedRequest.counting(refusing: nil) { _ = json.serialized() }
        #expect(count > 3)
        for number in 0..<count {
            var (text, thrown): (String?, (any Error)?) = (nil, nil)
            _ = RefusedRequest.counting(refusing: number) {
                do { try Refusal.noticing { text = json.serialized() } } catch { thrown = error }
            }
            #expect(text == "null" && thrown is OutOfMemoryError, "request \(number)")
        }
    }
}
