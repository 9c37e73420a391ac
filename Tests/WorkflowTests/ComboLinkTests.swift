import Formats
import System
import Testing
import Workflow
import WorkflowTestSupport

/// Outputs whose type is a list of choices fit inputs as comfy_execution/validation.py of ComfyUI 0.10.0 has it.
struct ComboLinkTests {
    private static let info: JSONObject = ["output": [["a", "b"], "COMBO", [], "STRING"], "name": "Chooser"]

    private func runner() throws -> Runner {
        var chooser = TestNode("Chooser") { _, _ in .values() }
        chooser.schema = try NodeSchema(objectInfo: Self.info)
        let taker = TestNode(
            "Taker",
            [
                InputSchema("same", .combo(["a", "b"]), section: .optional),
                InputSchema("other", .combo(["a", "b", "c"]), section: .optional),
                InputSchema("newer", .combo(["x"]), ["options": ["x"]], section: .optional),
                InputSchema("text", .named("STRING"), section: .optional),
                InputSchema("any", .named("*"), section: .optional),
            ], [], { $0.isOutputNode = true }
        ) { _, _ in .values() }
        return Runner(StockNodes.all + [chooser, taker])
    }

    @Test(
        arguments: [
            ("same", 0, nil), ("same", 1, "same, COMBO != ['a', 'b']"), ("same", 2, nil),
            ("same", 3, "same, STRING != ['a', 'b']"), ("other", 0, "other, ['a', 'b'] != ['a', 'b', 'c']"),
            ("other", 2, nil), ("newer", 0, nil), ("newer", 1, nil), ("newer", 2, nil),
            ("newer", 3, "newer, STRING != COMBO"),
            ("text", 0, "text, ['a', 'b'] != STRING"), ("text", 2, "text, [] != STRING"), ("any", 0, nil),
            ("any", 2, nil),
        ] as [(String, Int, String?)]) func listsFitTheirEqual(_ input: String, _ slot: Int, _ expected: String?) throws
    {
        let validation = try runner().validate(
            #"{"1": {"class_type": "Chooser", "inputs": {}}, "2": {"class_type": "Taker", "inputs": {"\#(input)": ["1", \#(slot)]}}}"#
        )
        let error = validation.nodeErrors["2"]?["errors"]?.array?.first
        #expect(error?["details"]?.string == expected)
        if slot == 0, error != nil { #expect(error?["extra_info"]?["received_type"] == ["a", "b"]) }
    }

    @Test func schemasKeepTheLists() throws {
        #expect(try NodeSchema(objectInfo: Self.info).objectInfo["output"] == Self.info["output"])
    }
}
