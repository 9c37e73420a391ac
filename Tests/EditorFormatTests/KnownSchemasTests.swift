import EditorFormat
import Formats
import System
import TestSupport
import Testing

/// The library's table says what the reference's object_info says.
@Suite struct KnownSchemasTests {
    private static let reference = try! JSON(parsing: Fixtures.bytes("reference/object_info.json")).object!

    @Test func hasEveryClass() {
        #expect(Set(KnownSchemas.names) == Set(Self.reference.keys))
        #expect(KnownSchemas.contains("KSampler") && !KnownSchemas.contains("ksampler"))
        #expect(KnownSchemas["Nope"] == nil)
    }

    @Test(arguments: reference.keys) func isTheReferences(_ name: String) throws {
        let theirs = try #require(Self.reference[name]?.object)
        let ours = try #require(KnownSchemas[name])
        for (key, value) in theirs where key != "input" && key != "input_order" {
            // What says nothing is left out; names of outputs that are those of the types too
            let idle: [JSON] = [.null, false, [], [:], ""]
            let isSaid = !idle.contains(value) && value.array?.allSatisfy({ $0 == false || $0 == .null }) != true
            if isSaid, key != "output_name" || value != theirs["output"] { #expect(ours[key] == value, "\(key)") }
        }
        for (section, order) in theirs["input_order"]?.object ?? [:] {
            let names = (order.array ?? []).compactMap(\.string)
            #expect(ours["input"]?[section]?.object?.keys ?? [] == names)
            for input in names where theirs["input"]?[section]?[input] != nil {
                #expect(ours["input"]?[section]?[input] == theirs["input"]?[section]?[input], "\(input)")
            }
        }
    }

    @Test func choicesBringTheirInputsInOrder() throws {
        let options = KnownSchemas["ResizeImageMaskNode"]?["input"]?["required"]?["resize_type"]?.array?[1]["options"]
        let first = try #require(options?.array?.first { $0["key"] == "scale dimensions" })
        #expect(first["inputs"]?["required"]?.object?.keys == ["width", "height", "crop"])
    }
}
