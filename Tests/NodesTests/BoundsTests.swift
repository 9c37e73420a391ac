import Formats
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// What classes without a model give at the ends of their inputs' ranges and at their defaults, by NumPy
/// (Fixtures/nodes/make_bounds.py).
@Suite struct BoundsTests {
    private static let cases = (try! JSON(parsing: Fixtures.bytes("nodes/bounds.json"))).array!
    private static let base = TemporaryFolder()
    private static let nodes = Dictionary(
        uniqueKeysWithValues: BuiltinNodes.all(.test(base.folders, threads: 2)).map { ($0.schema.name, $0) })

    /// A value of the table: tensors are objects with a shape.
    private static func value(_ json: JSON) -> Value {
        switch json {
        case .object(let members):
            guard let shape = json["shape"]?.array?.compactMap(\.int) else {
                var dictionary = ValueDictionary()
                for (key, member) in members { dictionary[key] = value(member) }
                return .dictionary(dictionary)
            }
            let count = shape.reduce(1, *)
            let values: [Float]
            if let fill = json["fill"]?.number {
                values = [Float](repeating: Float(fill), count: count)
            } else if let period = json["counted"]?.int {
                values = (0..<count).map { Float($0 % period) / 64 }
            } else {
                values = (json["values"]?.array ?? []).compactMap(\.number).map { Float($0) }
            }
            return .tensor(Tensor(values, shape: shape))
        case .array(let items): return .list(items.map(value))
        default: return Value(json)
        }
    }

    private static func same(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.tensor(let a), .tensor(let b)):
            guard a.shape == b.shape else { return false }
            return zip(a.floats, b.floats).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($1)) }
        case (.dictionary(let a), .dictionary(let b)):
            return a.count == b.count && a.allSatisfy { key, value in b[key].map { same(value, $0) } ?? false }
        case (.float(let a), .int(let b)): return a == Double(b)
        default: return a.json == b.json
        }
    }

    @Test(arguments: Set(cases.compactMap { $0["class"]?.string }).sorted()) func atBounds(_ name: String) throws {
        let node = try #require(Self.nodes[name])
        var count = 0
        for item in Self.cases where item["class"]?.string == name {
            var inputs = ValueDictionary()
            for (key, value) in item["inputs"]?.object ?? [:] { inputs[key] = Self.value(value) }
            let values = try node.run(inputs).values
            let expected = try #require(item["expected"]?.array).map(Self.value)
            let shown = (item["inputs"]?.object ?? [:]).filter { $0.value.object == nil }.map {
                "\($0.key) \($0.value)"
            }
            #expect(
                values.count == expected.count && zip(values, expected).allSatisfy { Self.same($0, $1) },
                "\(name) \(shown)")
            count += 1
        }
        #expect(count > 0)
    }
}
