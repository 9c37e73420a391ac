import Folders
import Formats
import System
import TestSupport
import Testing
import Workflow

@testable import Nodes

/// The nodes of texts, numbers, lists and truth against Python itself (Tests/Fixtures/nodes/make_values.py).
@Suite struct ValueNodesTests {
    private static let cases = (try! JSON(parsing: Fixtures.bytes("nodes/values.json"))).array!
    private static let nodes = Dictionary(
        uniqueKeysWithValues: BuiltinNodes.all(.test(TemporaryFolder().folders, threads: 1)).map {
            ($0.schema.name, $0)
        })

    @Test(arguments: Set(cases.map { $0["class"]!.string! }).sorted()) func givesWhatPythonGives(_ name: String) throws
    {
        let node = try #require(Self.nodes[name])
        for item in Self.cases where item["class"]?.string == name {
            var inputs = ValueDictionary()
            for (key, value) in item["inputs"]?.object ?? [:] { inputs[key] = Value(value) }
            if let type = item["error"]?.string {
                let error = #expect(throws: NodeError.self, "\(item)") { _ = try node.run(inputs) }
                #expect(error?.type == type, "\(item)")
            } else {
                let values = try node.run(inputs).values.map(\.json)
                let expected = try #require(item["outputs"]?.array)
                #expect(values.count == expected.count)
                for (value, expected) in zip(values, expected) {
                    #expect(value.map { PythonText.str($0) } == PythonText.str(expected), "\(item)")
                }
            }
        }
    }

    @Test func divisionsByZeroHaveAnEnd() throws {
        let node = try #require(Self.nodes["FloatDivide"])
        guard case .float(.infinity) = try node.run(["value0": .float(1), "value1": .float(0)]).values[0] else {
            Issue.record("not infinite")
            return
        }
    }

    /// Lists that would not fit into memory are refused before they are made.
    @Test func rangesHaveALimit() throws {
        for name in ["FloatRange2", "FloatRange3"] {
            let node = try #require(Self.nodes[name])
            let count = Value.int(1 << 40)
            let error = #expect(throws: NodeError.self) {
                try node.run(["start": .float(0), "end": .float(1), "fence_posts": count, "spans": count])
            }
            #expect(error?.type == "MemoryError")
        }
    }

    @Test func theSwitchComputesOneSide() throws {
        for isOn in [true, false] {
            let wanted = isOn ? "on_true" : "on_false"
            let inputs = NodeInputs(["switch": .bool(isOn)], missing: ["on_true", "on_false"])
            #expect(try ComfySwitchNode().neededLazyInputs(inputs, TestContext()) == [wanted])
            let output = try ComfySwitchNode().run(["switch": .bool(isOn), wanted: .int(7)])
            #expect(output.values[0].int == 7)
        }
    }
}
