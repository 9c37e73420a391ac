import Formats
import System
import TestSupport
import Testing
import Workflow
import WorkflowTestSupport

/// The recorded event streams, with nodes that do no work.
@Suite(.everyExecutor) struct ReferenceEventTests {
    static let schemas = try! JSON(parsing: Fixtures.text("reference/object_info.json"))

    /// A class with the reference's schema; its combos hold `files` where the reference had none.
    static func node(
        _ name: String, files: [JSON] = [],
        _ execute: @escaping @Sendable (NodeInputs, any NodeContext) throws -> NodeResult
    ) -> TestNode {
        let info = schemas[name]!
        var inputs: [InputSchema] = []
        for section in InputSchema.Section.allCases {
            for name in info["input_order"]?[section.rawValue]?.array?.compactMap(\.string) ?? [] {
                let entry = info["input"]![section.rawValue]![name]!
                let type = entry.array?.first ?? entry
                let kind: InputSchema.Kind =
                    switch type {
                    case .array(let values): .combo(values.isEmpty ? files : values)
                    default: .named(type.string!)
                    }
                inputs.append(
                    InputSchema(name, kind, entry.array.flatMap { $0.count > 1 ? $0[1].object : nil }, section: section)
                )
            }
        }
        let outputs = zip(info["output"]!.array!, info["output_name"]!.array!).map {
            OutputSchema($0.string!, name: $1.string)
        }
        var schema = NodeSchema(
            name, displayName: info["display_name"]!.string, category: info["category"]!.string!, inputs: inputs,
            outputs: outputs)
        schema.isOutputNode = info["output_node"]!.bool!
        schema.isV3 = info["api_node"] != nil
        schema.isDeprecated = info["deprecated"]?.bool ?? false
        schema.isExperimental = info["experimental"]?.bool ?? false
        schema.searchAliases = info["search_aliases"]?.array?.compactMap(\.string)
        for (index, isList) in info["output_is_list"]!.array!.enumerated() where index < schema.outputs.count {
            schema.outputs[index].isList = isList.bool ?? false
        }
        return TestNode(name, inputs, outputs, { $0 = schema }, execute)
    }

    static let files: [JSON] = [
        "not_a_checkpoint.safetensors", "sd1_random_fp16.safetensors", "sd1_small_random_fp16.safetensors",
        "sdxl_small_random_fp16.safetensors",
    ]
    static let saved: JSON = [
        [
            "abs_path": "OUTPUT_DIR/txt2img/ComfyUI_00001_.png", "filename": "ComfyUI_00001_.png",
            "subfolder": "txt2img", "type": "output",
        ]
    ]

    static func runner() -> Runner {
        let pixels = PixelImage(width: 1, height: 1, channels: 3, bytes: [1, 2, 3])
        return Runner([
            node("CheckpointLoaderSimple", files: files) { inputs, _ in
                if inputs["ckpt_name"]?.string == "not_a_checkpoint.safetensors" {
                    throw NodeError(
                        "RuntimeError",
                        "Could not detect model type of: BASE_DIR/models/checkpoints/not_a_checkpoint.safetensors\n")
                }
                return .values(.null, .null, .null)
            },
            node("CLIPTextEncode") { _, _ in .values(.null) },
            node("EmptyLatentImage") { _, _ in .values(.null) },
            node("KSampler") { _, context in
                for step in 1...4 { context.progress(value: Double(step), max: 4, preview: .image(pixels)) }
                return .values(.null)
            },
            node("VAEDecode") { _, _ in .values(.null) },
            node("SaveImage") { _, _ in
                .finished(NodeOutput(ui: ["images": saved], images: [pixels]))
            },
        ])
    }

    /// A recorded stream: each event's name, client and data, times made alike. The last line is the end.
    static func recorded(_ file: String) throws -> [JSON] {
        try Fixtures.text("reference/events/\(file)").split(separator: "\n").map { try JSON(parsing: String($0)) }
    }

    static func normalized(_ event: WorkflowEvent) -> JSON {
        var data = event.data
        if var object = data.object {
            if object["timestamp"]?.int ?? 0 > 1_000_000_000_000 { object["timestamp"] = "MILLISECONDS" }
            data = .object(object)
        }
        return ["event": .string(event.name), "data": data, "sid": event.clientID.map { .string($0) } ?? .null]
    }

    func compare(_ runner: Runner, _ file: String) throws {
        let expected = try Self.recorded(file).filter { $0["event"] != nil }
        let events = runner.events
        #expect(events.count == expected.count)
        for (event, line) in zip(events, expected) {
            let text = Self.normalized(event).serialized().replacing("\"P\"", with: "\"PROMPT_ID\"")
                .replacing("\"sid\":\"C\"", with: "\"sid\":\"CLIENT_ID\"")
            var wanted = line.object!
            wanted["t"] = nil
            if event.name == "preview" {
                // Recorded as a description of the Python message around the metadata
                #expect(wanted["sid"] == "CLIENT_ID" && event.image != nil && event.clientID == "C")
                #expect(wanted["event"]?["value"] == 4)
                let metadata = try JSON(parsing: text)["data"]
                #expect(metadata == wanted["data"]?.array?.last, "\(text)")
                continue
            }
            if event.name == "execution_error" {
                wanted["data"] = .object(Self.withoutSpecifics(wanted["data"]!.object!))
                var own = try JSON(parsing: text).object!
                own["data"] = .object(Self.withoutSpecifics(own["data"]!.object!))
                #expect(JSON.object(own) == .object(wanted))
                continue
            }
            #expect(try JSON(parsing: text) == .object(wanted), "\(text)")
        }
    }

    /// The traceback is the implementation's own, and the order of current_outputs is a Python set's.
    static func withoutSpecifics(_ data: JSONObject) -> JSONObject {
        var data = data
        #expect(data["traceback"]?.array?.isEmpty == false)
        data["traceback"] = nil
        data["current_outputs"] = .array(
            (data["current_outputs"]?.array?.compactMap(\.string) ?? []).sorted().map { .string($0) })
        return data
    }

    @Test func runThenCachedRun() throws {
        let runner = Self.runner()
        let workflow = Fixtures.text("reference/workflows/txt2img.json")
        let outcome = try runner.run(workflow)
        try compare(runner, "events_txt2img.jsonl")
        #expect(outcome.succeeded && outcome.outputs["9"]?["images"] == Self.saved)
        #expect(runner.images(of: "9").count == 1)

        let again = try runner.run(workflow)
        try compare(runner, "events_txt2img_second_run_cached.jsonl")
        #expect(again.outputs["9"]?["images"] == Self.saved && runner.images(of: "9").count == 1)
        #expect(again.messages.map { $0.array?.first } == ["execution_start", "execution_cached", "execution_success"])
    }

    @Test func runtimeError() throws {
        let runner = Self.runner()
        let workflow = Fixtures.text("reference/workflows/txt2img.json")
            .replacing("sd1_small_random_fp16.safetensors", with: "not_a_checkpoint.safetensors")
        let outcome = try runner.run(workflow)
        try compare(runner, "events_runtime_error.jsonl")
        #expect(outcome.failure?["exception_type"] == "RuntimeError")
    }

    @Test(arguments: ["invalid", "invalid_many", "no_output", "unknown_class"])
    func validationErrors(_ name: String) throws {
        let workflow = Fixtures.text("reference/workflows/txt2img.json")
        let prompt =
            switch name {
            case "invalid": workflow.replacing("sd1_small_random_fp16.safetensors", with: "missing.safetensors")
            case "invalid_many":
                workflow.replacing("{\"ckpt_name\": \"sd1_small_random_fp16.safetensors\"}", with: "{}")
                    .replacing("\"samples\": [\"3\", 0]", with: "\"samples\": [\"4\", 0]")
            case "no_output":
                String(workflow[..<workflow.firstRange(of: ",\n\"9\"")!.lowerBound]) + "}"
            default: workflow.replacing("\"SaveImage\"", with: "\"NoSuchNode\"")
            }
        let line = try Self.recorded("events_validation_errors.jsonl").first { $0["case"]?.string == name }!
        let expected = try JSON(parsing: String(line["exception"]!.string!.dropFirst("ValueError: ".count)))
        let validation = try Self.runner().validate(prompt)
        let own = JSON.object(validation.nodeErrors.isEmpty ? validation.error! : validation.nodeErrors)
        // Tooltips are the project's own words
        #expect(own == Self.withoutTooltips(expected))
        #expect(own.object?.keys == expected.object?.keys)
        #expect(validation.goodOutputs.isEmpty)
    }

    static func withoutTooltips(_ json: JSON) -> JSON {
        switch json {
        case .array(let values): return .array(values.map(withoutTooltips))
        case .object(let members):
            var result: JSONObject = [:]
            for (key, value) in members where key != "tooltip" { result[key] = withoutTooltips(value) }
            return .object(result)
        default: return json
        }
    }

    /// Schemas of the reference, classic and newer, read and written again.
    @Test(arguments: [
        "KSampler", "SaveImage", "CLIPTextEncode", "EmptyImage", "CheckpointLoaderSimple", "PreviewAny", "PrimitiveInt",
        "ImageCrop", "SaveAnimatedWEBP", "LatentBatch", "RebatchImages",
    ]) func objectInfo(_ name: String) throws {
        let expected = try #require(Self.schemas[name])
        var own = try #require(Self.node(name, { _, _ in .values() }).schema.objectInfo.object)
        own["description"] = nil
        own["output_tooltips"] = nil
        #expect(JSON.object(own) == expected)
    }
}
