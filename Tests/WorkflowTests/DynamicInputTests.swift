import Formats
import System
import Testing
import Workflow
import WorkflowTestSupport

/// Inputs that stand for others, by what the prompt gives.
struct DynamicInputTests {
    static let inputs: [InputSchema] = [
        InputSchema(
            "numbers", .named("COMFY_AUTOGROW_V3"),
            ["template": ["input": ["required": ["n": ["INT", ["max": 9]]]], "prefix": "n", "min": 1, "max": 3]]),
        InputSchema(
            "names", .named("COMFY_AUTOGROW_V3"),
            ["template": ["input": ["optional": ["t": ["STRING", [:]]]], "names": ["a", "b"], "min": 2]]),
        InputSchema(
            "mode", .named("COMFY_DYNAMICCOMBO_V3"),
            [
                "options": [
                    ["key": "plain", "inputs": ["required": [:]]],
                    [
                        "key": "scaled",
                        "inputs": ["required": ["by": ["FLOAT", [:]]], "optional": ["lazy": ["*", ["lazy": true]]]],
                    ],
                    [
                        "key": "nested",
                        "inputs": [
                            "required": [
                                "inner": [
                                    "COMFY_DYNAMICCOMBO_V3",
                                    ["options": [["key": 1, "inputs": ["required": ["x": ["INT", [:]]]]]]],
                                ]
                            ]
                        ],
                    ],
                ]
            ]),
        InputSchema(
            "slot", .named("COMFY_DYNAMICSLOT_V3"),
            ["slotType": "INT", "inputs": ["required": ["more": ["STRING", [:]]]]], section: .optional),
    ]
    static let node = TestNode("Dynamic", inputs, [], { $0.isOutputNode = true }) { inputs, _ in
        .finished(NodeOutput(ui: ["given": .array(inputs.values.keys.map { .string($0) })]))
    }
    static let runner = Runner(StockNodes.all + [node])

    func errors(_ inputs: String) throws -> [String] {
        let validation = try Self.runner.validate(
            #"{"1": {"class_type": "Dynamic", "inputs": {\#(inputs)}}, "2": {"class_type": "Number", "inputs": {}}}"#)
        return (validation.nodeErrors["1"]?["errors"]?.array ?? []).map { error in
            "\(error["extra_info"]?["input_name"]?.string ?? ""): \(error["type"]?.string ?? "")"
        }
    }

    struct Row: Sendable { let inputs: String, errors: [String] }
    @Test(arguments: [
        Row(inputs: #""numbers.n0": 1, "mode": "plain""#, errors: []),
        Row(inputs: #""numbers.n0": 1, "numbers.n2": "7", "names.b": 5, "mode": "plain""#, errors: []),
        Row(inputs: #""mode": "plain""#, errors: ["numbers.n0: required_input_missing"]),
        Row(inputs: #""numbers.n0": 10, "mode": "plain""#, errors: ["numbers.n0: value_bigger_than_max"]),
        Row(inputs: #""numbers.n0": ["2", 0], "mode": "plain""#, errors: []),
        Row(inputs: #""numbers.n0": 1"#, errors: ["mode: required_input_missing"]),
        Row(inputs: #""numbers.n0": 1, "mode": "none""#, errors: ["mode: value_not_in_list"]),
        Row(inputs: #""numbers.n0": 1, "mode": ["2", 0]"#, errors: ["mode: return_type_mismatch"]),
        Row(inputs: #""numbers.n0": 1, "mode": "scaled""#, errors: ["mode.by: required_input_missing"]),
        Row(inputs: #""numbers.n0": 1, "mode": "scaled", "mode.by": "x""#, errors: ["mode.by: invalid_input_type"]),
        Row(inputs: #""numbers.n0": 1, "mode": "scaled", "mode.by": 2"#, errors: []),
        Row(inputs: #""numbers.n0": 1, "mode": "nested""#, errors: ["mode.inner: required_input_missing"]),
        Row(
            inputs: #""numbers.n0": 1, "mode": "nested", "mode.inner": 1"#,
            errors: ["mode.inner.x: required_input_missing"]),
        Row(inputs: #""numbers.n0": 1, "mode": "nested", "mode.inner": 1, "mode.inner.x": 3"#, errors: []),
        Row(inputs: #""numbers.n0": 1, "mode": "plain", "slot": 3"#, errors: ["slot.more: required_input_missing"]),
        Row(inputs: #""numbers.n0": 1, "mode": "plain", "slot": ["2", 0], "slot.more": 3"#, errors: []),
    ]) func validation(_ row: Row) throws { #expect(try errors(row.inputs) == row.errors) }

    @Test func missingOnesAreToldByTheirOwnName() throws {
        let validation = try Self.runner.validate(#"{"1": {"class_type": "Dynamic", "inputs": {"mode": "plain"}}}"#)
        let error = try #require(validation.nodeErrors["1"]?["errors"]?.array?.first)
        #expect(error["details"] == "n0" && error["extra_info"]?["input_name"] == "numbers.n0")
    }

    @Test func literalsAreConvertedAndReachTheNode() throws {
        let prompt = """
            {"1": {"class_type": "Dynamic", "inputs": {
                "numbers.n0": "5", "numbers.n9": 1, "names.a": 1, "mode": "scaled", "mode.by": "2", "mode.inner": 1}}}
            """
        #expect(try Self.runner.validate(prompt).prompt["1"]?["inputs"]?["mode.by"] == 2.0)
        let outcome = try Self.runner.run(prompt)
        // n9 is beyond the template's end, inner belongs to another choice
        let given = outcome.outputs["1"]?["given"]?.array?.compactMap(\.string)
        #expect(given.map(Set.init) == ["numbers.n0", "names.a", "mode", "mode.by"])
    }

    /// A lazy input of one choice is as lazy as any other.
    @Test func lazyOnes() throws {
        var node = Self.node
        node.onLazy = { _ in [] }
        let runner = Runner(StockNodes.all + [node])
        try runner.run(
            """
            {"1": {"class_type": "Dynamic", "inputs": {
                "numbers.n0": 5, "mode": "scaled", "mode.by": 1, "mode.lazy": ["2", 0]}},
             "2": {"class_type": "Number", "inputs": {"value": 1}}}
            """)
        #expect(runner.executing == ["1"])
    }

    @Test func customValidationGetsThoseOfItsInput() throws {
        var node = Self.node
        node.customValidatedInputs = ["mode"]
        node.onValidate = { inputs in inputs.values.keys.sorted().joined(separator: " ") }
        let validation = try Runner([node]).validate(
            #"{"1": {"class_type": "Dynamic", "inputs": {"numbers.n0": 5, "mode": "scaled", "mode.by": 1}}}"#)
        let error = try #require(validation.nodeErrors["1"]?["errors"]?.array?.first)
        #expect(error["details"] == "mode - mode mode.by")
    }

    @Test(arguments: [
        (#""COMFY_AUTOGROW_V3", {}"#, "input.required.a.template.input: not an object"),
        (#""COMFY_AUTOGROW_V3", {"template": {"input": {"required": {}}}}"#, "template.input: there has to be one"),
        (
            #""COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"x": ["INT"]}}}}"#,
            "template: neither names nor a prefix"
        ),
        (#""COMFY_DYNAMICCOMBO_V3", {}"#, "options: not a list"),
        (#""COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "x"}]}"#, "options[0].inputs: not an object"),
        (#""COMFY_DYNAMICSLOT_V3", {"inputs": {}}"#, "slotType: not a text"),
        (
            #""COMFY_DYNAMICCOMBO_V3", {"options": [{"inputs": {"required": {"b": ["COMFY_AUTOGROW_V3", {}]}}}]}"#,
            "input.required.a.options[0].inputs.required.b.template.input: not an object"
        ),
    ]) func schemasThatCannotBe(_ input: String, _ message: String) throws {
        let info = try #require(try JSON(parsing: #"{"name": "N", "input": {"required": {"a": [\#(input)]}}}"#).object)
        let error = #expect(throws: SchemaError.self) { try NodeSchema(objectInfo: info) }
        #expect(error?.message.hasSuffix(message) == true)
    }

    /// ComfyUI's own limit holds, whatever a schema says.
    @Test func growthIsBounded() throws {
        let template: JSON = [
            "input": ["required": ["n": ["INT", [:]]]], "prefix": "n", "min": 2_000_000, "max": 1_000_000,
        ]
        let node = TestNode(
            "Dynamic", [InputSchema("a", .named("COMFY_AUTOGROW_V3"), ["template": template])], [],
            { $0.isOutputNode = true }
        ) { _, _ in .finished(NodeOutput()) }
        let validation = try Runner([node]).validate(#"{"1": {"class_type": "Dynamic", "inputs": {"a.n0": 1}}}"#)
        #expect(validation.nodeErrors["1"]?["errors"]?.array?.count == 99)
    }
}
