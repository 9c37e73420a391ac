import Formats
import Testing

@Suite struct YAMLTests {
    private func read(_ text: String) throws -> JSON {
        try Array(text.utf8).withUnsafeBytes { try JSON(yaml: $0) }
    }

    @Test(
        arguments: [
            ("", nil), ("# nothing\n", nil), ("---\na: 1\n", ["a": 1]),
            ("{\"a\": [1, null, \"x\"]}", ["a": [1, nil, "x"]]),
            ("a: yes\nb: 'yes'\nc: Off\nd: !!str 5\n", ["a": true, "b": "yes", "c": false, "d": "5"]),
            (
                "[0, -7, 0x1F, 010, 0o17, 1_000, 18446744073709551615]",
                [0, -7, 31, 8, 15, 1000, .int(18_446_744_073_709_551_615)]
            ),
            ("[1.5, -2.e3, 1e3, .5, 12e03x, 1.2.3, -]", [1.5, -2000.0, 1000.0, 0.5, "12e03x", "1.2.3", "-"]),
            ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", ["a": "one\ntwo\n", "b": "one two"]),
            ("a: &x [1, 2]\nb: *x\n", ["a": [1, 2], "b": [1, 2]]), ("a: 1\na: 2\n", ["a": 2]),
            ("path: C:\\models   # a comment\n", ["path": "C:\\models"]), ("\u{feff}a: é\n", ["a": "é"]),
        ] as [(String, JSON)]) func reads(text: String, expected: JSON) throws
    {
        #expect(try read(text) == expected)
    }

    @Test func infinities() throws {
        #expect(try read("[.inf, -.Inf]") == [.double(.infinity), .double(-.infinity)])
        #expect(try read(".nan").number?.isNaN == true)
    }

    @Test(arguments: [
        "a: 'open", "\ta: 1", "a: [1", "a: *unknown", "[1, 2]: 3", "a: !!python/object:os.system x", "a: 1\n---\nb: 2",
        "a: b: c", "\"a\\0\": 1", "a: \u{1}",
    ]) func refuses(text: String) {
        let error = #expect(throws: FormatError.self) { _ = try read(text) }
        #expect(error?.code == .malformed && error?.message.hasPrefix("line ") == true)
    }

    @Test func notUTF8() {
        #expect(throws: FormatError.self) {
            try [UInt8](arrayLiteral: 0x61, 0x3A, 0x20, 0xC3, 0x28).withUnsafeBytes { _ = try JSON(yaml: $0) }
        }
    }

    @Test func limits() {
        // Each level is ten of the one before.
        var bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            bomb += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(#expect(throws: FormatError.self) { _ = try read(bomb) }?.code == .tooLarge)
        let deep = String(repeating: "[", count: 5000)
        #expect(throws: FormatError.self) { _ = try read(deep) }
    }
}
