import Formats
import Synchronization
import System
import Testing
import Workflow
import WorkflowTestSupport

/// Errors in ComfyUI's structure and words.
struct ValidationTests {
    static let typed = TestNode(
        "Typed",
        [
            InputSchema("i", .named("INT"), ["min": -5, "max": 10], section: .optional),
            InputSchema("f", .named("FLOAT"), ["min": 0.0, "max": 1.5], section: .optional),
            InputSchema("s", .named("STRING"), [:], section: .optional),
            InputSchema("b", .named("BOOLEAN"), [:], section: .optional),
            InputSchema("c", .combo(["a", "b\\d", "c"]), [:], section: .optional),
            InputSchema("n", .combo([1, 2]), [:], section: .optional),
            InputSchema("l", .combo((0..<21).map { .string("v\($0)") }), [:], section: .optional),
            InputSchema("m", .named("COMBO"), ["options": ["x", "y"], "multiselect": true], section: .optional),
            InputSchema("u", .named("INT,FLOAT"), nil, section: .optional),
            InputSchema("lat", .named("LATENT"), nil, section: .optional),
        ], [], { $0.isOutputNode = true }
    ) { _, _ in .finished(NodeOutput(ui: ["done": [1]])) }

    static let runner = Runner(StockNodes.all + [typed])

    func typed(_ inputs: String) throws -> (value: JSONObject?, error: JSON?) {
        let validation = try Self.runner.validate(#"{"1": {"class_type": "Typed", "inputs": {\#(inputs)}}}"#)
        return (validation.prompt["1"]?["inputs"]?.object, validation.nodeErrors["1"]?["errors"]?.array?.first)
    }

    struct Conversion: Sendable { let input: String, name: String, value: JSON }
    @Test(arguments: [
        Conversion(input: #""i": "7""#, name: "i", value: 7), Conversion(input: #""i": " -3 ""#, name: "i", value: -3),
        Conversion(input: #""i": "1_0""#, name: "i", value: 10), Conversion(input: #""i": 3.9"#, name: "i", value: 3),
        Conversion(input: #""i": -3.9"#, name: "i", value: -3), Conversion(input: #""i": true"#, name: "i", value: 1),
        Conversion(input: #""f": "1e-1""#, name: "f", value: 0.1), Conversion(input: #""f": 1"#, name: "f", value: 1.0),
        Conversion(input: #""f": ".5""#, name: "f", value: 0.5), Conversion(input: #""s": 5"#, name: "s", value: "5"),
        Conversion(input: #""s": 5.0"#, name: "s", value: "5.0"),
        Conversion(input: #""s": null"#, name: "s", value: "None"),
        Conversion(input: #""s": {"a": [1, true, "x'"]}"#, name: "s", value: #"{'a': [1, True, "x'"]}"#),
        Conversion(input: #""b": "false""#, name: "b", value: true),
        Conversion(input: #""b": 0"#, name: "b", value: false),
        Conversion(input: #""b": """#, name: "b", value: false),
        Conversion(input: #""u": "text""#, name: "u", value: "text"),
        Conversion(input: #""c": "b/d""#, name: "c", value: "b/d"),
        Conversion(input: #""c": "b\\d""#, name: "c", value: "b\\d"),
        Conversion(input: #""n": 2.0"#, name: "n", value: 2.0),
        Conversion(input: #""m": {"__value__": ["x", "y"]}"#, name: "m", value: ["x", "y"]),
    ]) func converts(_ row: Conversion) throws {
        let (value, error) = try typed(row.input)
        #expect(error == nil)
        #expect(value?[row.name] == row.value)
    }

    struct Failure: Sendable { let input: String, type: String, message: String, details: String }
    @Test(arguments: [
        Failure(
            input: #""i": "abc""#, type: "invalid_input_type",
            message: "Failed to convert an input value to a INT value",
            details: "i, abc, invalid literal for int() with base 10: 'abc'"),
        Failure(
            input: #""i": "\u001c5""#, type: "invalid_input_type",
            message: "Failed to convert an input value to a INT value",
            details: #"i, \#u{1c}5, invalid literal for int() with base 10: '\x1c5'"#),
        Failure(
            input: #""i": "a\u200b\u00a0\ud83d\ude00""#, type: "invalid_input_type",
            message: "Failed to convert an input value to a INT value",
            details:
                #"i, a\#u{200b}\#u{a0}\#u{1f600}, invalid literal for int() with base 10: 'a\u200b\xa0\#u{1f600}'"#),
        Failure(
            input: #""i": "1.5""#, type: "invalid_input_type",
            message: "Failed to convert an input value to a INT value",
            details: "i, 1.5, invalid literal for int() with base 10: '1.5'"),
        Failure(
            input: #""i": null"#, type: "invalid_input_type",
            message: "Failed to convert an input value to a INT value",
            details: "i, None, int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"),
        Failure(
            input: #""f": {"a": 1}"#, type: "invalid_input_type",
            message: "Failed to convert an input value to a FLOAT value",
            details: "f, {'a': 1}, float() argument must be a string or a real number, not 'dict'"),
        Failure(
            input: #""f": "x""#, type: "invalid_input_type",
            message: "Failed to convert an input value to a FLOAT value",
            details: "f, x, could not convert string to float: 'x'"),
        Failure(
            input: #""i": -6"#, type: "value_smaller_than_min", message: "Value -6 smaller than min of -5", details: "i"
        ),
        Failure(
            input: #""i": 11"#, type: "value_bigger_than_max", message: "Value 11 bigger than max of 10", details: "i"),
        Failure(
            input: #""i": 1e40"#, type: "value_bigger_than_max", message: "Value 1e+40 bigger than max of 10",
            details: "i"),
        Failure(
            input: #""i": "-1000000000000000000000000000000000000000000000000""#, type: "value_smaller_than_min",
            message: "Value -1\(String(repeating: "0", count: 48)) smaller than min of -5", details: "i"),
        Failure(
            input: #""f": 2"#, type: "value_bigger_than_max", message: "Value 2.0 bigger than max of 1.5", details: "f"),
        Failure(
            input: #""c": "z""#, type: "value_not_in_list", message: "Value not in list",
            details: "c: 'z' not in ['a', 'b/d', 'c']"),
        Failure(
            input: #""n": 3"#, type: "value_not_in_list", message: "Value not in list", details: "n: '3' not in [1, 2]"),
        Failure(
            input: #""l": "w""#, type: "value_not_in_list", message: "Value not in list",
            details: "l: 'w' not in (list of length 21)"),
        Failure(
            input: #""m": {"__value__": ["x", "q"]}"#, type: "value_not_in_list", message: "Value not in list",
            details: "m: 'q' not in ['x', 'y']"),
        Failure(
            input: #""u": [1]"#, type: "bad_linked_input",
            message: "Bad linked input, must be a length-2 list of [node_id, slot_index]", details: "u"),
        Failure(
            input: #""u": ["gone", 0]"#, type: "exception_during_validation", message: "Exception when validating node",
            details: "'gone'"),
        Failure(
            input: #""u": [7, 0]"#, type: "exception_during_validation", message: "Exception when validating node",
            details: "7"),
        Failure(
            input: #""lat": ["1", 0]"#, type: "exception_during_validation", message: "Exception when validating node",
            details: "tuple index out of range"),
    ]) func fails(_ row: Failure) throws {
        let error = try #require(try typed(row.input).error)
        #expect(error["type"]?.string == row.type && error["message"]?.string == row.message)
        #expect(error["details"]?.string == row.details)
        if row.type == "invalid_input_type" {
            #expect(
                error["extra_info"]?.object?.keys == [
                    "input_name", "input_config", "received_value", "exception_message",
                ])
        }
        if row.input.hasPrefix("\"l\"") { #expect(error["extra_info"]?["input_config"] == .null) }
    }

    @Test func linkedTypes() throws {
        func errors(_ slot: String, _ name: String) throws -> JSON? {
            try Self.runner.validate(
                #"{"2": {"class_type": "Number", "inputs": {"value": 1}}, "1": {"class_type": "Typed", "inputs": {"\#(name)": ["2", \#(slot)]}}}"#
            ).nodeErrors["1"]?["errors"]?.array?.first
        }
        #expect(try errors("0", "u") == nil && errors("0", "i") == nil && errors("-1", "u") == nil)
        let mismatch = try #require(try errors("0", "lat"))
        #expect(mismatch["type"] == "return_type_mismatch" && mismatch["details"] == "lat, INT != LATENT")
        #expect(
            mismatch["extra_info"] == [
                "input_name": "lat", "input_config": ["LATENT", [:]], "received_type": "INT", "linked_node": ["2", 0],
            ])
        #expect(try errors("0", "c")?["details"] == "c, INT != ['a', 'b\\\\d', 'c']")
        #expect(try errors("1e99", "u")?["details"] == "tuple indices must be integers or slices, not float")
        #expect(try errors("5", "u")?["details"] == "tuple index out of range")
    }

    @Test func missingInputsAndNodes() throws {
        let validation = try Self.runner.validate(
            #"{"1": {"class_type": "Add", "inputs": {}}, "2": {"class_type": "Show", "inputs": {"value": ["1", 0]}}, "4": {"class_type": "Add", "inputs": {"a": ["gone", 0]}}, "5": {"class_type": "Show", "inputs": {"value": ["4", 0]}}}"#
        )
        #expect(validation.error?["type"] == "prompt_outputs_failed_validation")
        #expect(
            validation.nodeErrors["1"] == [
                "errors": [
                    [
                        "type": "required_input_missing", "message": "Required input is missing", "details": "a",
                        "extra_info": ["input_name": "a"],
                    ]
                ],
                "dependent_outputs": ["2"], "class_type": "Add",
            ])
        let inner = try #require(validation.nodeErrors["4"]?["errors"]?.array?.first)
        #expect(inner["type"] == "exception_during_inner_validation" && inner["details"] == "'gone'")
        #expect(
            inner["extra_info"]?["exception_type"] == "KeyError" && inner["extra_info"]?["linked_node"] == ["4", 0])
        #expect(validation.nodeErrors["4"]?["dependent_outputs"] == ["5"])
    }

    @Test func cycles() throws {
        let validation = try Self.runner.validate(
            #"{"0": {"class_type": "Add", "inputs": {"a": ["1", 0]}}, "1": {"class_type": "Add", "inputs": {"a": ["0", 0]}}, "2": {"class_type": "Show", "inputs": {"value": ["0", 0]}}}"#
        )
        let error = try #require(validation.nodeErrors["0"]?["errors"]?.array?.first)
        #expect(error["type"] == "dependency_cycle" && error["details"] == "0 (Add) -> 1 (Add) -> 0 (Add)")
        #expect(validation.nodeErrors.keys.sorted() == ["0", "1"] && validation.error != nil)
        let own = try Self.runner.validate(#"{"0": {"class_type": "Show", "inputs": {"value": ["0", 0]}}}"#)
        #expect(own.error != nil && own.goodOutputs.isEmpty)
    }

    @Test func customValidation() throws {
        func errors(_ custom: Set<String>, _ answer: @escaping @Sendable (NodeInputs) throws -> String?) throws
            -> [JSON]
        {
            let node = TestNode(
                "Custom",
                [
                    InputSchema("a", .named("INT"), ["max": 1]),
                    InputSchema("b", .combo(["x"]), [:], section: .optional),
                ], [],
                { $0.isOutputNode = true }
            ) { _, _ in .values() }.with {
                $0.customValidatedInputs = custom
                $0.onValidate = answer
            }
            let validation = try Runner(StockNodes.all + [node]).validate(
                #"{"1": {"class_type": "Custom", "inputs": {"a": 5, "b": "y"}}}"#)
            return validation.nodeErrors["1"]?["errors"]?.array ?? []
        }
        // Its own check stands in for the schema's
        #expect(try errors(["a", "b"]) { _ in nil }.isEmpty)
        #expect(
            try errors(["a"]) { $0["a"]?.int == 5 && $0["b"] == nil ? "too much" : nil }.map { $0["details"] } == [
                "b: 'y' not in ['x']", "a - too much",
            ])
        #expect(
            try errors(["*"]) { _ in "" }.map { $0["type"] } == [
                "value_bigger_than_max", "custom_validation_failed", "custom_validation_failed",
            ])
        let thrown = try errors(["a"]) { _ in throw NodeError("OSError", "disk") }
        #expect(
            thrown.first?["type"] == "exception_during_validation"
                && thrown.first?["extra_info"]?["exception_type"] == "OSError")
    }

    @Test func inputTypes() throws {
        let node = TestNode("Custom", [InputSchema("a", .named("LATENT"))], [], { $0.isOutputNode = true }) { _, _ in
            .values()
        }
        .with {
            $0.customValidatedInputs = ["input_types"]
            $0.onValidate = { $0["input_types"]?.dictionary?["a"]?.string == "INT" ? nil : "not INT" }
        }
        let runner = Runner(StockNodes.all + [node])
        #expect(
            try runner.validate(
                #"{"2": {"class_type": "Number", "inputs": {"value": 1}}, "1": {"class_type": "Custom", "inputs": {"a": ["2", 0]}}}"#
            ).isValid)
        let bad = try runner.validate(
            #"{"2": {"class_type": "List", "inputs": {"v1": 1}}, "1": {"class_type": "Custom", "inputs": {"a": ["2", 0]}}}"#
        )
        #expect(bad.nodeErrors["1"]?["errors"]?.array?.first?["details"] == "input_types - not INT")
    }

    /// What is asked before the run gets lists where the node takes lists, and of the hidden inputs what is known.
    @Test(arguments: [false, true]) func questionsBeforeTheRun(asLists: Bool) throws {
        let asked = Mutex<[JSON]>([])
        let inputs = [
            InputSchema("a", .named("INT")), InputSchema("b", .named("INT")),
            InputSchema("id", .named("UNIQUE_ID"), nil, section: .hidden),
            InputSchema("all", .named("PROMPT"), nil, section: .hidden),
            InputSchema("png", .named("EXTRA_PNGINFO"), nil, section: .hidden),
        ]
        let node = TestNode("Asked", inputs, [], { ($0.isOutputNode, $0.inputIsList) = (true, asLists) }) { _, _ in
            .values()
        }.with {
            $0.customValidatedInputs = ["*"]
            $0.onValidate = { inputs in
                asked.withLock { $0.append(Value.dictionary(inputs.values).json ?? .null) }
                return inputs["a"]?.int == 2 ? "no" : nil
            }
            $0.onFingerprint = { inputs in
                asked.withLock { $0.append(Value.dictionary(inputs.values).json ?? .null) }
                return .null
            }
        }
        let runner = Runner(StockNodes.all + [node])
        func workflow(_ a: Int) -> String {
            #"{"2": {"class_type": "Number", "inputs": {"value": 1}}, "1": {"class_type": "Asked", "inputs": {"a": \#(a), "b": ["2", 0]}}}"#
        }
        try runner.run(workflow(1))
        let expected: JSON =
            asLists
            ? ["a": [1], "id": ["1"], "all": [[:]], "png": [nil]] : ["a": 1, "id": "1", "all": [:], "png": nil]
        #expect(asked.withLock { $0 } == [expected, expected])
        let errors = try runner.validate(workflow(2)).nodeErrors["1"]?["errors"]?.array ?? []
        let details = errors.map { $0["details"]?.string }
        #expect(details == (asLists ? [] : ["a - no", "b - no", "id - no", "all - no", "png - no"]))
    }

    @Test(arguments: [
        "[]", "5", "null", "{}", #"{"1": 5}"#, #"{"1": []}"#, #"{"1": "class_type"}"#, #"{"1": {"inputs": {}}}"#,
        #"{"1": {"class_type": 5}}"#, #"{"1": {"class_type": ["Show"]}}"#, #"{"1": {"class_type": "Show"}}"#,
        #"{"1": {"class_type": "Show", "inputs": 5}}"#, #"{"1": {"class_type": "Show", "inputs": []}}"#,
        #"{"1": {"class_type": "Show", "inputs": {"value": [[], 0]}}}"#,
        #"{"1": {"class_type": "Show", "inputs": {"value": ["1", 0]}}}"#,
        #"{"1": {"class_type": "Show", "inputs": {"value": ["1", true]}}}"#,
        #"{"1": {"class_type": "Show", "inputs": {"value": [null, null]}}}"#,
        #"{"": {"class_type": "Show", "inputs": {"value": ["", -99999999999999999999]}}}"#,
    ]) func hostile(_ prompt: String) throws {
        let validation = try Self.runner.validate(prompt)
        #expect(!validation.isValid && validation.goodOutputs.isEmpty)
        #expect(validation.error?.keys == ["type", "message", "details", "extra_info"])
        // What was not checked must not trap either
        if let json = try JSON(parsing: prompt).object {
            let executor = PromptExecutor(registry: Self.runner.registry)
            _ = executor.execute(PromptRequest(promptID: "P", prompt: json), outputs: json.keys + ["nobody"])
        }
    }
}
