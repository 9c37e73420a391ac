import Formats
import Models
import System
import Tensors
import TestSupport
import Testing
import Workflow

@testable import Nodes

@Suite struct ConditioningNodesTests {
    private static func prompt(
        _ value: Float, rows: Int = 1, tokens: Int = 2, _ members: ValueDictionary = [:]
    ) -> Value {
        .list([.list([.tensor(Tensor(repeating: value, [rows, tokens, 2])), .dictionary(members)])])
    }

    private static func members(_ value: Value, _ index: Int = 0) -> ValueDictionary {
        value.list?[index].list?[1].dictionary ?? [:]
    }

    /// What a node does not know stays where it is, and what it does know comes back as it was.
    @Test func keysSurvive() throws {
        let members: ValueDictionary = [
            "pooled_output": .tensor(Tensor([1, 2], shape: [1, 2])), "width": .int(640), "crop_h": .int(3),
            "area": .list([.string("percentage"), .float(0.5), .float(1), .float(0), .float(0.25)]),
            "strength": .float(0.5), "mask": .tensor(Tensor(zeros: [1, 2, 2])), "set_area_to_bounds": .bool(true),
            "start_percent": .float(0.1), "guidance": .float(3.5),
            "reference_latents": .list([.tensor(Tensor(zeros: [1, 4, 2, 2]))]),
            "my_pack": .dictionary(["a": .list([.int(1), .string("b")])]),
        ]
        let value = try Conditioning(Self.prompt(1, members), "c").value
        let result = Self.members(value)
        #expect(Set(result.keys) == Set(members.keys))
        for (key, expected) in members where key != "mask" && key != "pooled_output" && key != "reference_latents" {
            #expect(result[key]?.json == expected.json, "\(key)")
        }
        #expect(result["pooled_output"]?.tensor?.floats == [1, 2])
        #expect(result["reference_latents"]?.list?.first?.tensor?.shape == [1, 4, 2, 2])
    }

    @Test func valuesThatCannotBe() {
        let wrong: [ValueDictionary] = [
            ["strength": .string("1")], ["area": .list([.int(1), .int(2), .int(3)])], ["mask": .float(1)],
            ["control": .string("c")], ["hooks": .list([])], ["reference_latents": .list([.int(1)])],
            ["start_percent": .float(.nan)],
        ]
        for members in wrong {
            #expect(throws: NodeError.self, "\(members)") { try Conditioning(Self.prompt(1, members), "c") }
        }
        for value in [nil, .null, .list([.int(1)]), .list([.list([])])] as [Value?] {
            #expect(throws: NodeError.self) { try Conditioning(value, "c") }
        }
        // Python's None is as good as no key.
        #expect(throws: Never.self) { try Conditioning(Self.prompt(1, ["control": .null]), "c") }
    }

    private func run(_ node: any Node, _ inputs: ValueDictionary) throws -> Value { try node.run(inputs).values[0] }
    private let environment = NodeEnvironment.test(TemporaryFolder().folders, threads: 1)

    @Test func nodesWriteTheReferencesKeys() throws {
        let prompt = Self.prompt(1)
        let area = try run(
            ConditioningSetArea(),
            [
                "conditioning": prompt, "width": .int(128), "height": .int(64), "x": .int(8), "y": .int(16),
                "strength": .float(2),
            ])
        #expect(Self.members(area)["area"]?.json == [8, 16, 2, 1])
        #expect(Self.members(area)["strength"]?.float == 2)
        #expect(Self.members(area)["set_area_to_bounds"]?.bool == false)
        let range = try run(
            ConditioningSetTimestepRange(), ["conditioning": area, "start": .float(0.25), "end": .float(0.75)])
        #expect(Self.members(range)["start_percent"]?.float == 0.25 && Self.members(range)["area"] != nil)
        let mask = try run(
            ConditioningSetMask(),
            [
                "conditioning": prompt, "mask": .tensor(Tensor(zeros: [4, 4])), "strength": .float(0.5),
                "set_cond_area": .string("mask bounds"),
            ])
        #expect(Self.members(mask)["mask"]?.tensor?.shape == [1, 4, 4])
        #expect(Self.members(mask)["mask_strength"]?.float == 0.5)
        #expect(Self.members(mask)["set_area_to_bounds"]?.bool == true)
        let both = try run(ConditioningCombine(), ["conditioning_1": area, "conditioning_2": mask])
        #expect(both.list?.count == 2 && Self.members(both, 1)["mask"] != nil)
    }

    @Test func promptsAreConcatenatedAndMixed() throws {
        let (a, b) = (Self.prompt(1, tokens: 2), Self.prompt(3, tokens: 3))
        let concat = try run(
            ConditioningConcat(environment: environment), ["conditioning_to": a, "conditioning_from": b])
        #expect(concat.list?[0].list?[0].tensor?.floats == [1, 1, 1, 1, 3, 3, 3, 3, 3, 3])
        func average(_ to: Value, _ from: Value) throws -> [Float]? {
            try run(
                ConditioningAverage(environment: environment),
                ["conditioning_to": to, "conditioning_from": from, "conditioning_to_strength": .float(0.25)]
            ).list?[0].list?[0].tensor?.floats
        }
        #expect(try average(a, b) == [2.5, 2.5, 2.5, 2.5])
        // Where the other prompt is shorter there are zeros.
        #expect(try average(b, a) == [1.5, 1.5, 1.5, 1.5, 0.75, 0.75])
        #expect(throws: NodeError.self) { try average(a, .list([])) }
        // One row is mixed with each of several.
        let rows = Self.prompt(3, rows: 2)
        #expect(try average(a, rows) == Array(repeating: 2.5, count: 8))
        #expect(try average(rows, a) == Array(repeating: 1.5, count: 8))
        #expect(throws: NodeError.self) { try average(rows, Self.prompt(1, rows: 3)) }
        let zero = try run(ConditioningZeroOut(), ["conditioning": a])
        #expect(zero.list?[0].list?[0].tensor?.floats == [0, 0, 0, 0])
    }

    /// As ComfyUI's nodes_hooks.py: nothing to combine is nothing, which goes on where there are no keyframes for it.
    @Test func noHooksStayNone() throws {
        let none = try run(CombineHooks(2), [:])
        guard case .null = none, case .null = try run(SetHookKeyframes(), ["hooks": none]) else {
            Issue.record("not nothing")
            return
        }
        let keyframes = Value.keyframes([HookKeyframe(strength: 0.5, startPercent: 0.25)])
        #expect(throws: NodeError.self) { try run(SetHookKeyframes(), ["hooks": none, "hook_kf": keyframes]) }
    }

    /// The numbers' sums in double precision, of the halves that ComfyUI's node has.
    @Test func lotusHasAPromptOfItsOwn() throws {
        let hidden = try Conditioning(try run(LotusConditioning(), [:]), "c").entries[0].hidden
        #expect(hidden.shape == [1, 2, 1024])
        #expect(abs(hidden.floats.reduce(0.0) { $0 + Double($1) * Double($1) } - 1409.3123205996292) < 1e-9)
        #expect(hidden.floats[0] == -0.3134765625 && hidden.floats[2047] == 1.5009765625)
    }
}
