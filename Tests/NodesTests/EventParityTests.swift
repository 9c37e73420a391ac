import Folders
import Formats
import Models
import Synchronization
import System
import TestSupport
import Tensors
import Testing
import Workflow

@testable import Nodes

/// The events of a prompt are those that ComfyUI sent for it: names, order, fields, receivers. Ids, times and paths
/// are put in the recordings' form first.
@Suite(.serialized) struct EventParityTests {
    private let base = TemporaryFolder()
    private let executor: PromptExecutor

    init() {
        let environment = Parity.environment(base, models: Parity.models)
        executor = PromptExecutor(registry: NodeRegistry(BuiltinNodes.all(environment)))
    }

    /// An event as the recordings have it.
    private struct Event: Equatable, CustomStringConvertible {
        var name: String
        var data: JSON
        var receiver: JSON
        /// Of "progress_state", whose order says what has begun when.
        var nodes: [String] { data["nodes"]?.object?.keys ?? [] }

        static func == (a: Event, b: Event) -> Bool {
            a.name == b.name && a.data == b.data && a.receiver == b.receiver && a.nodes == b.nodes
        }
        var description: String { "\(name) \(data.serialized(.python)) for \(receiver.serialized(.python))" }
    }

    /// A recording, and what the client got in the end.
    private func recorded(_ name: String) throws -> (events: [Event], end: JSON) {
        var events: [Event] = []
        var end: JSON = .null
        for line in Fixtures.text("reference/events/\(name).jsonl").split(separator: "\n") {
            let entry = try JSON(parsing: String(line))
            if entry["end"] != nil { end = entry; continue }
            guard entry["event"]?.string == nil else {
                events.append(
                    Event(name: entry["event"]!.string!, data: entry["data"]!, receiver: entry["sid"]!))
                continue
            }
            // A preview: the picture, and what it belongs to.
            #expect(entry["event"]?["value"] == 4)
            let size = entry["data"]?.array?.first?["pil_image"]?["image"]?["size"]
            events.append(
                Event(
                    name: "preview", data: ["size": size ?? .null, "metadata": entry["data"]?.array?.last ?? .null],
                    receiver: entry["sid"]!))
        }
        return (events, end)
    }

    /// Runs a prompt and gives its events in the recordings' form.
    private func run(_ prompt: JSONObject) throws -> (events: [Event], outcome: PromptOutcome) {
        let validation = executor.validate(prompt: .object(prompt))
        try #require(validation.isValid, "\(validation.error ?? [:]) \(validation.nodeErrors)")
        let collected = Mutex<[WorkflowEvent]>([])
        let outcome = executor.execute(
            PromptRequest(promptID: "the prompt", clientID: "the client", prompt: validation.prompt),
            outputs: validation.goodOutputs,
            in: RunEnvironment(onEvent: { event in collected.withLock { $0.append(event) } }))
        let events = collected.withLock { $0 }.map { event in
            var data = normalized(event.data)
            if event.name == "preview" {
                data = [
                    "size": [.int(Int128(event.image?.width ?? 0)), .int(Int128(event.image?.height ?? 0))],
                    "metadata": data,
                ]
            }
            return Event(name: event.name, data: data, receiver: event.clientID == nil ? .null : "CLIENT_ID")
        }
        return (events, outcome)
    }

    private func normalized(_ json: JSON, key: String = "") -> JSON {
        switch json {
        case .string("the prompt"): return "PROMPT_ID"
        case .string(let text):
            for (path, name) in [(base.path + "/output", "OUTPUT_DIR"), (base.path, "BASE_DIR")]
            where text.contains(path) {
                let parts = text.split(separator: path, omittingEmptySubsequences: false)
                return .string(parts.joined(separator: name))
            }
            return json
        case .int where key == "timestamp": return "MILLISECONDS"
        case .array(let items):
            if key == "traceback" {
                return items.allSatisfy { $0.string != nil } && !items.isEmpty ? "some lines" : json
            }
            // A set in Python: its order means nothing.
            if key == "current_outputs" || key == "executed" {
                return .array(items.map { $0.string ?? "" }.sorted().map(JSON.string))
            }
            return .array(items.map { normalized($0) })
        case .object(let members):
            var result: JSONObject = [:]
            for (key, value) in members { result[key] = normalized(value, key: key) }
            return .object(result)
        default: return json
        }
    }

    private func check(_ events: [Event], _ recorded: [Event]) {
        for (index, (ours, theirs)) in zip(events, recorded).enumerated() {
            var theirs = theirs
            theirs.data = normalized(theirs.data)
            #expect(ours == theirs, "event \(index)")
        }
        #expect(events.count == recorded.count, "\(events.dropFirst(recorded.count))")
    }

    /// The recordings were made with a folder in the prefix.
    private func classic() throws -> JSONObject {
        var prompt = try Parity.workflow("txt2img")
        var save = try #require(prompt["9"]?.object)
        var inputs = try #require(save["inputs"]?.object)
        inputs["filename_prefix"] = "txt2img/ComfyUI"
        save["inputs"] = .object(inputs)
        prompt["9"] = .object(save)
        return prompt
    }

    private func isSuccess(_ outcome: PromptOutcome) -> Bool {
        if case .success = outcome.status { true } else { false }
    }

    @Test func aRunAndItsCachedRepetition() throws {
        let prompt = try classic()
        for name in ["events_txt2img", "events_txt2img_second_run_cached"] {
            let (events, outcome) = try run(prompt)
            let (recorded, end) = try recorded(name)
            check(events, recorded)
            #expect(isSuccess(outcome))
            #expect(normalized(.object(outcome.outputs)) == end["outputs"])
        }
        #expect(base.names("output/txt2img") == ["ComfyUI_00001_.png"])
    }

    @Test func aFailingRun() throws {
        base.makeFolder("models/checkpoints")
        try SafetensorsWriter.write(
            ["x": Tensor(zeros: [2])], to: base.path + "/models/checkpoints/not_a_checkpoint.safetensors")
        var prompt = try classic()
        prompt["4"] = ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "not_a_checkpoint.safetensors"]]
        let (events, outcome) = try run(prompt)
        var (recorded, _) = try recorded("events_runtime_error")
        for index in recorded.indices where recorded[index].name == "execution_error" {
            var data = recorded[index].data.object!
            data["traceback"] = "some lines"
            recorded[index].data = .object(data)
        }
        check(events, recorded)
        #expect(!isSuccess(outcome))
    }

    @Test func invalidPrompts() throws {
        var cases: [String: JSON] = [:]
        for line in Fixtures.text("reference/events/events_validation_errors.jsonl").split(separator: "\n") {
            let entry = try JSON(parsing: String(line))
            let text = try #require(entry["exception"]?.string)
            cases[try #require(entry["case"]?.string)] = try JSON(parsing: String(text.dropFirst("ValueError: ".count)))
        }
        let classic = try Parity.workflow("txt2img")
        func changed(_ id: String, _ node: JSON?) -> JSONObject {
            var prompt = classic
            prompt[id] = node
            return prompt
        }
        var many = changed("4", ["class_type": "CheckpointLoaderSimple", "inputs": [:]])
        many["8"] = ["class_type": "VAEDecode", "inputs": ["samples": ["4", 0], "vae": ["4", 2]]]
        let prompts: [String: JSONObject] = [
            "invalid": changed(
                "4", ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "missing.safetensors"]]),
            "invalid_many": many,
            "no_output": changed("9", nil),
            "unknown_class": changed("9", ["class_type": "NoSuchNode", "inputs": [:]]),
        ]
        // The recordings' models folder.
        let folders = TemporaryFolder()
        for name in ["not_a_checkpoint", "sd1_random_fp16", "sd1_small_random_fp16", "sdxl_small_random_fp16"] {
            folders.make("models/checkpoints/\(name).safetensors")
        }
        let registry = NodeRegistry(BuiltinNodes.all(.test(folders.folders, threads: 1)))
        #expect(cases.count == prompts.count)
        for (name, expected) in cases {
            let prompt = try #require(prompts[name])
            let validation = PromptExecutor.validate(prompt: .object(prompt), registry: registry)
            let ours: JSON =
                validation.nodeErrors.isEmpty ? .object(validation.error ?? [:]) : .object(validation.nodeErrors)
            #expect(!validation.isValid)
            #expect(
                Self.withoutTooltips(ours) == Self.withoutTooltips(expected), "\(name): \(ours.serialized(.python))")
        }
    }

    private static func withoutTooltips(_ json: JSON) -> JSON {
        switch json {
        case .array(let items): return .array(items.map(withoutTooltips))
        case .object(let members):
            var result: JSONObject = [:]
            for (key, value) in members where key != "tooltip" { result[key] = withoutTooltips(value) }
            return .object(result)
        default: return json
        }
    }
}
