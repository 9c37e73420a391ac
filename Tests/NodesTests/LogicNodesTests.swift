import Formats
import System
import Tensors
import Testing
import Workflow

@testable import Nodes

@Suite struct LogicNodesTests {
    private func result(_ op: String, _ a: Value, _ b: Value, _ node: BinaryOperation = .plain) throws -> Value {
        try node.run(["lhs": a, "op": .string(op), "rhs": b]).values[0]
    }

    /// What CPython 3.12 prints for `operator.<op>(a, b)`.
    @Test func operatorsArePythons() throws {
        let rows: [(op: String, a: JSON, b: JSON, result: JSON)] = [
            ("add", 2, 3, 5), ("__add__", "a", "b", "ab"), ("iadd", [1], [2], [1, 2]), ("add", true, 1, 2),
            ("sub", 2, 0.5, 1.5), ("mul", "ab", 2, "abab"), ("mul", 2, [1], [1, 1]), ("mul", "a", -1, ""),
            ("truediv", 1, 2, 0.5), ("floordiv", -7, 2, -4), ("mod", -7, 2, 1), ("mod", 7, -2, -1),
            ("floordiv", -7.5, 2, -4.0), ("mod", -7.5, 2, 0.5), ("pow", 2, 100, .int(1 << 100)), ("pow", 2, -1, 0.5),
            ("and_", 6, 3, 2), ("__or__", true, false, true), ("ixor", 6, 3, 5), ("lshift", 1, 4, 16),
            ("rshift", -9, 1, -5), ("eq", 1, 1.0, true), ("ne", "1", 1, true), ("lt", "a", "b", true),
            ("ge", 2, 2, true), ("le", 3, 2, false), ("is_", nil, nil, true), ("is_not", nil, 0, true),
            ("concat", "a", "b", "ab"), ("contains", "abc", "bc", true), ("contains", [1, 2], 2.0, true),
            ("countOf", [1, 2, 1], 1, 2), ("indexOf", [1, 2], 2, 1), ("getitem", "abc", -1, "c"),
            ("__getitem__", ["a": 1], "a", 1), ("delitem", [1], 0, nil), ("length_hint", "abc", 9, 3),
            ("length_hint", 5, 9, 9), ("and", 0, 5, 0), ("and", "a", "", ""), ("or", "", 7, 7), ("or", 1, 7, 1),
        ]
        for row in rows {
            let found = try result(row.op, Value(row.a), Value(row.b)).json
            #expect(found == row.result, "\(row.op)(\(row.a), \(row.b))")
        }
    }

    @Test func errorsArePythons() {
        let rows: [(op: String, a: JSON, b: JSON, type: String)] = [
            ("truediv", 1, 0, "ZeroDivisionError"), ("mod", 1, 0, "ZeroDivisionError"),
            ("pow", 0, -1, "ZeroDivisionError"),
            ("add", 1, "a", "TypeError"), ("lt", 1, "a", "TypeError"), ("and_", 1.5, 1, "TypeError"),
            ("matmul", 1, 2, "TypeError"), ("getitem", [1], 1, "IndexError"), ("getitem", ["a": 1], "b", "KeyError"),
            ("indexOf", [1], 2, "ValueError"), ("lshift", 1, -1, "ValueError"), ("lshift", 1, 200, "OverflowError"),
            ("pow", 2, 127, "OverflowError"), ("floordiv", .int(.min), -1, "OverflowError"),
            ("mul", "a", .int(1 << 40), "MemoryError"),
            ("add", .string(String(repeating: "a", count: 1 << 24)), "a", "MemoryError"),
            ("contains", 1, 1, "TypeError"), ("nonsense", 1, 1, "KeyError"),
        ]
        for row in rows {
            let error = #expect(throws: NodeError.self) { try result(row.op, Value(row.a), Value(row.b)) }
            #expect(error?.type == row.type, "\(row.op)(\(row.a), \(row.b))")
        }
    }

    @Test func theBooleanOneGivesTruth() throws {
        #expect(try result("add", .string("a"), .string(""), .boolean).bool == true)
        #expect(try result("sub", .int(2), .int(2), .boolean).bool == false)
        #expect(throws: NodeError.self) { try result("add", .tensor(Tensor(zeros: [2])), .null, .boolean) }
    }

    @Test func operationsAskForWhatTheyNeed() throws {
        func needed(_ op: String, _ left: Value?, missing: [String]) throws -> [String] {
            var values: ValueDictionary = ["op": .string(op)]
            values["lhs"] = left
            return try BinaryOperation.plain.neededLazyInputs(NodeInputs(values, missing: missing), TestContext())
        }
        #expect(try needed("add", nil, missing: ["lhs", "rhs"]) == ["lhs", "rhs"])
        #expect(try needed("and", nil, missing: ["lhs", "rhs"]) == ["lhs"])
        #expect(try needed("and", .bool(true), missing: ["rhs"]) == ["rhs"])
        #expect(try needed("and", .bool(false), missing: ["rhs"]) == [])
        #expect(try needed("or", .bool(true), missing: ["rhs"]) == [])
        #expect(try needed("or", .int(1), missing: ["rhs"]) == ["rhs"])
    }

    @Test func switchesComputeOneSide() throws {
        let missing = ["on_false", "on_true"]
        for (on, name) in [(true, "on_true"), (false, "on_false")] {
            let inputs = NodeInputs(["switch": .bool(on)], missing: missing)
            #expect(try LazySwitch().neededLazyInputs(inputs, TestContext()) == [name])
            let values: ValueDictionary = ["switch": .bool(on), name: .int(7)]
            #expect(try LazySwitch().run(values).values[0].int == 7)
        }
        #expect(try LazySwitch().run(["switch": .bool(true)]).values[0].json == .null)
    }
}
