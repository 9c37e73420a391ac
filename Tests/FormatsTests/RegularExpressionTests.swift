import Formats
import TestSupport
import Testing

/// What Python gives: Fixtures/formats/make_python_texts.py.
@Suite struct RegularExpressionTests {
    private static let cases = (try! JSON(parsing: Fixtures.bytes("formats/python_texts.json"))).array!

    private static func all(_ kind: String) -> [JSON] { cases.filter { $0["kind"]?.string == kind } }

    private static func expression(_ item: JSON) throws -> RegularExpression {
        try RegularExpression(item["pattern"]!.string!, .init(rawValue: item["flags"]!.int!))
    }

    private static func groups(_ json: JSON?) -> [String?]? { json?.array?.map(\.string) }

    @Test func findsWhatPythonFinds() throws {
        let cases = Self.all("find")
        #expect(cases.count > 500)
        for item in cases {
            let expression = try Self.expression(item)
            let text = item["text"]!.string!
            let match = try expression.match(text)?.groups
            #expect(match == Self.groups(item["match"]), "\(item["pattern"]!) \(text)")
            let found = try expression.matches(text).map(\.groups)
            #expect(found == item["all"]?.array?.compactMap(Self.groups), "\(item["pattern"]!) \(text)")
            #expect(try expression.search(text)?.groups == found.first)
        }
    }

    @Test func replacesAsPythonDoes() throws {
        let cases = Self.all("sub")
        #expect(cases.count > 500)
        for item in cases {
            let result = try? Self.expression(item).replacing(
                in: item["text"]!.string!, with: item["template"]!.string!, limit: item["count"]!.int!)
            #expect(result == item["result"]?.string, "\(item["pattern"]!) \(item["template"]!) \(item["text"]!)")
        }
    }

    @Test func refusesWhatPythonRefuses() {
        let cases = Self.all("error")
        #expect(cases.count > 5)
        for item in cases {
            #expect(throws: RegularExpression.Failure.self, "\(item["pattern"]!)") { try Self.expression(item) }
        }
    }

    /// Backtracking without end is given up.
    @Test func searchesThatGoAstrayEnd() throws {
        let expression = try RegularExpression("^(a+)+$")
        let text = String(repeating: "a", count: 60) + "b"
        do throws(RegularExpression.Failure) {
            _ = try expression.search(text)
            Issue.record("it ended by itself")
        } catch {
            #expect(error.isAstray)
        }
    }
}
