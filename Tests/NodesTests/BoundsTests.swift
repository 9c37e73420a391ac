import Formats
import System
import TestSupport
import Testing

@testable import Nodes
@testable import Workflow

/// What classes give at the ends of their inputs' ranges, at their defaults and for each choice: by NumPy (bounds.json) and
/// as ComfyUI itself gave it (recorded.json, written by record_reference.py).
@Suite struct BoundsTests {
    private static func rows(_ name: String) -> [String: [JSON]] {
        let rows = (try! JSON(parsing: Fixtures.bytes("nodes/\(name).json"))).array!
        return Dictionary(grouping: rows) { $0["class"]!.string! }
    }
    private static let (computed, recorded, plain) = (rows("bounds"), rows("recorded"), rows("values"))
    private static let reference = try! JSON(parsing: Fixtures.bytes("reference/object_info.json"))
    private static let nodes = RecordedNetwork.nodes
    private static let covered = nodes.keys.filter { reference[$0] != nil }.sorted()

    @Test(arguments: computed.keys.sorted()) func atBounds(_ name: String) throws {
        for row in try #require(Self.computed[name]) { try expect(row, tolerance: 1e-6) }
    }

    /// Of a class's cases that need a network each third is computed, with COMFY_PARITY=all each.
    @Test(arguments: covered.filter { recorded[$0] != nil }) func asRecorded(_ name: String) throws {
        for (index, row) in try #require(Self.recorded[name]).enumerated() where row["without"] == nil {
            let objects = row["inputs"]?.object?.compactMap { $0.value["object"]?.string } ?? []
            let hasNetwork = objects.contains { $0.hasPrefix("NETWORK") }
            if hasNetwork, index % 3 != 0, !ParitySample.isWhole { continue }
            // a network's sums are added in another order
            try expect(row, tolerance: hasNetwork ? 5e-3 : 2e-5)
        }
    }

    /// What Python raises where ComfyUI did not think of a case; libcomfy refuses it or does better.
    private static let crashes: Set = ["AttributeError", "IndexError", "KeyError", "TypeError", "ZeroDivisionError"]

    private func expect(_ row: JSON, tolerance: Double) throws {
        let name = try #require(row["class"]?.string)
        let node = try #require(Self.nodes[name])
        var inputs = ValueDictionary()
        for (key, json) in row["inputs"]?.object ?? [:] {
            let value = RecordedValue.input(json)
            inputs[key] = node.schema.inputIsList && value.list == nil ? .list([value]) : value
        }
        let shown = Comment(rawValue: "\(name) \((row["inputs"] ?? .null).serialized())")
        // what else a node has depends on the values of some inputs
        let declared = NodeClass(name: name, node: node, registration: 0).inputs { row["inputs"]?[$0] }.inputs
        let result = Result { () throws -> [Value] in
            guard case .finished(let output) = try node.execute(NodeInputs(inputs, declared: declared), TestContext())
            else { return [] }
            return output.values
        }
        if row["apart"] != nil { return }
        guard let expected = row["expected"]?.array else {
            if Self.crashes.contains(row["error"]?.string ?? "") { return }
            // what a patched network does is seen when it draws
            if case .success(let values) = result, values.contains(where: RecordedObjects.isRefused) { return }
            #expect(throws: (any Error).self, shown) { try result.get() }
            return
        }
        if case .failure = result, expected.contains(where: RecordedValue.isUseless) { return }
        let values = try result.get()
        let difference = RecordedValue.difference(.list(values), .array(expected), tolerance: tolerance)
        #expect(difference == nil, shown)
    }

    // MARK: Coverage

    /// Each class of the reference's has a case at its inputs' defaults and at both ends of every number's range, or the
    /// recording says why it has none.
    @Test(arguments: covered) func hasItsCases(_ name: String) throws {
        let recorded = Self.recorded[name] ?? []
        if recorded.contains(where: { $0["without"] != nil }) { return }
        let rows = recorded + (Self.computed[name] ?? []) + (Self.plain[name] ?? [])
        var inputs: [(name: String, options: JSON)] = []
        for section in ["required", "optional"] {
            for (key, value) in Self.reference[name]?["input"]?[section]?.object ?? [:] {
                inputs.append((key, value.array?.dropFirst().first ?? .null))
            }
        }
        #expect(
            rows.contains { row in
                row["smaller"] != nil
                    || inputs.allSatisfy { input in
                        guard let wanted = input.options["default"], let given = row["inputs"]?[input.name] else {
                            return true
                        }
                        return Self.same(given, wanted)
                    }
            }, "\(name) has no case at its defaults")
        for input in inputs {
            guard let least = input.options["min"], let most = input.options["max"] else { continue }
            func isThere(_ value: JSON) -> Bool {
                rows.contains { row in row["inputs"]?[input.name].map { Self.same($0, value) } == true }
            }
            let isCut = rows.contains { $0["cut"]?.string == input.name }
            #expect(isThere(least) || isCut, "\(name).\(input.name) has no case at \(least)")
            #expect(isThere(most) || isCut, "\(name).\(input.name) has no case at \(most)")
        }
    }

    private static func same(_ a: JSON, _ b: JSON) -> Bool { a == b || (a.number != nil && a.number == b.number) }

    /// What is said to have no case is a class, and has none.
    @Test func whatHasNoCaseHasNone() {
        for (name, rows) in Self.recorded where rows.contains(where: { $0["without"] != nil }) {
            #expect(Self.nodes[name] != nil && rows.count == 1, "\(name)")
        }
        let without = Self.recorded.values.filter { $0[0]["without"] != nil }.count
        let cases = [Self.recorded, Self.computed].flatMap(\.values).joined().count - without
        print("cases: \(cases) of \(Self.covered.count - without) classes, \(without) without")
    }
}
