internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// Has the language model that reads prompts write. Of ComfyUI's newer releases.
struct TextGenerate: Node {
    private static let (on, off) = ("on", "off")
    private static let framesASecond = 24
    let environment: NodeEnvironment

    var schema: NodeSchema {
        .v3(
            "TextGenerate", displayName: "Generate Text", category: "text",
            inputs: [
                .socket("clip", "CLIP"),
                .string("prompt", default: "", extra: ["multiline": true, "dynamicPrompts": true]),
                InputSchema(
                    "images", .named("COMFY_AUTOGROW_V3"),
                    [
                        "template": [
                            "input": ["required": [:], "optional": ["image": ["IMAGE", [:]]]], "prefix": "image_",
                            "min": 0, "max": 9,
                        ]
                    ], section: .optional),
                .socket("video", "IMAGE", section: .optional), .socket("audio", "AUDIO", section: .optional),
                .int("max_length", default: 512, min: 1, max: 32768), Self.mode,
                InputSchema.bool("thinking", default: false).placed(in: .optional),
                InputSchema.bool("use_default_template", default: true).placed(in: .optional),
                InputSchema.combo("mtp", ["auto", "off", "2", "3", "4", "5"], default: "auto").placed(in: .optional),
                InputSchema.string("system_prompt", extra: ["forceInput": true]).optional,
            ],
            outputs: [OutputSchema("STRING", name: "generated_text"), OutputSchema("STRING", name: "thinking")],
            aliases: ["LLM", "gemma"], "Has a text encoder that is a language model go on with a text, or answer it.")
    }

    private static var mode: InputSchema {
        let required: [InputSchema] = [
            .float("temperature", default: 0.7, min: 0.01, max: 2, step: 0.000001),
            .int("top_k", default: 64, min: 0, max: 1000), .float("top_p", default: 0.95, min: 0, max: 1, step: 0.01),
            .float("min_p", default: 0.05, min: 0, max: 1, step: 0.01),
            .float("repetition_penalty", default: 1.05, min: 0, max: 5, step: 0.01),
            .int("seed", default: 0, min: 0, max: Int128(UInt64.max)),
        ]
        let presence = InputSchema.float("presence_penalty", default: 0, min: 0, max: 5, step: 0.01)
        var needed: JSONObject = [:]
        for input in required { needed[input.name] = input.configuration }
        let inputs: JSON = ["required": .object(needed), "optional": [presence.name: presence.configuration]]
        return InputSchema(
            "sampling_mode", .named("COMFY_DYNAMICCOMBO_V3"),
            [
                "options": [
                    ["key": .string(on), "inputs": inputs], ["key": .string(off), "inputs": ["required": [:]]],
                ]
            ])
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        let text = try inputs.string("prompt")
        var prompt = Prompt(text)
        prompt.pictures = try pictures(inputs)
        if inputs.isGiven("audio") {
            throw NodeError("ValueError", "no text encoder of this library hears sound")
        }
        let settings = try settings(inputs)
        let written = try translatingErrors {
            try clip.encoder.write(prompt, settings, environment.compute(context.cancellation)) { count in
                context.progress(value: Double(count), max: Double(settings.longest), preview: nil)
            }
        }
        let (thoughts, answer) = Self.parted(written, isBegun: text.hasSuffix("<think>"))
        return .values(.string(answer), .string(thoughts))
    }

    private func settings(_ inputs: NodeInputs) throws -> WritingSettings {
        var settings = WritingSettings(longest: try inputs.int("max_length"))
        if inputs.isGiven("thinking") { settings.thinks = try inputs.bool("thinking") }
        if inputs.isGiven("use_default_template") { settings.usesTemplate = try inputs.bool("use_default_template") }
        if inputs.isGiven("system_prompt") { settings.system = try inputs.string("system_prompt") }
        guard try inputs.string("sampling_mode") == Self.on else { return settings }
        func number(_ name: String, _ otherwise: Double) -> Double {
            inputs["sampling_mode.\(name)"]?.float.flatMap { $0.isFinite ? $0 : nil } ?? otherwise
        }
        var sampling = WritingSettings.Sampling()
        sampling.temperature = number("temperature", 1)
        sampling.topK = min(max(inputs["sampling_mode.top_k"]?.int ?? 50, 0), 1000)
        (sampling.topP, sampling.minP) = (number("top_p", 1), number("min_p", 0))
        sampling.repetitionPenalty = number("repetition_penalty", 1)
        sampling.presencePenalty = number("presence_penalty", 0)
        if inputs.isGiven("sampling_mode.seed") { sampling.seed = try inputs.seed("sampling_mode.seed") }
        settings.sampling = sampling
        return settings
    }

    /// Those that are shown, and of a film one a second. [1, H, W, 3] each
    private func pictures(_ inputs: NodeInputs) throws -> [Tensor] {
        var pictures: [Tensor] = []
        for name in inputs.series("images", of: "image_") where inputs.isGiven(name) {
            pictures.append(try inputs.image(name))
        }
        if inputs.isGiven("video") {
            let film = try inputs.image("video")
            for frame in stride(from: 0, to: film.shape[0], by: Self.framesASecond) {
                pictures.append(film.slice(frame..<frame + 1))
            }
        }
        return try pictures.map { picture in
            guard picture.shape[3] >= 3 else {
                throw NodeError("ValueError", "a picture without colours: \(picture.shape)")
            }
            return try picture.slice(0..<1).channels(3)
        }
    }

    /// What a model thought before "</think>", and what it said then, which is nothing where it was cut short.
    ///
    /// - Parameter isBegun: whether the prompt ends with "<think>".
    static func parted(_ text: String, isBegun: Bool) -> (thoughts: String, answer: String) {
        let begin = "<think>".utf8
        let end = text.firstRange(ofText: "</think>") ?? text.endIndex..<text.endIndex
        var thoughts = text.utf8[..<end.lowerBound].drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        let isMarked = thoughts.starts(with: begin)
        guard isMarked || isBegun else { return ("", PythonString(text[...]).stripped()) }
        if isMarked { thoughts = thoughts.dropFirst(begin.count) }
        return (PythonString(Substring(thoughts)).stripped(), PythonString(text[end.upperBound...]).stripped())
    }
}
