internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

/// What models of films and sound want to know beside the prompt.
enum VideoConditioning {
    static let all: [any Node] = [area, stableAudio, frameRate]

    private static let area = FunctionNode(
        NodeSchema(
            "ConditioningSetAreaPercentageVideo", category: "conditioning",
            inputs: [
                .link("conditioning", "CONDITIONING"),
                InputSchema("width", .named("FLOAT"), ["default": 1.0, "max": 1.0, "min": 0, "step": 0.01]),
                InputSchema("height", .named("FLOAT"), ["default": 1.0, "max": 1.0, "min": 0, "step": 0.01]),
                InputSchema("temporal", .named("FLOAT"), ["default": 1.0, "max": 1.0, "min": 0, "step": 0.01]),
                InputSchema("x", .named("FLOAT"), ["default": 0, "max": 1.0, "min": 0, "step": 0.01]),
                InputSchema("y", .named("FLOAT"), ["default": 0, "max": 1.0, "min": 0, "step": 0.01]),
                InputSchema("z", .named("FLOAT"), ["default": 0, "max": 1.0, "min": 0, "step": 0.01]),
                .float("strength", default: 1, min: 0, max: 10, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING")]
        ).with { $0.description = "Lets a prompt count only for a part of the film, given in shares of it." }
    ) { inputs in
        let area = ConditioningArea.shares(
            extent: [try inputs.float("temporal"), try inputs.float("height"), try inputs.float("width")],
            start: [try inputs.float("z"), try inputs.float("y"), try inputs.float("x")])
        let strength = try inputs.float("strength")
        return [
            try inputs.conditioning("conditioning") { entry in
                entry.area = area
                entry.strength = strength
                entry.setsAreaToBounds = false
            }
        ]
    }

    private static let stableAudio = FunctionNode(
        .v3(
            "ConditioningStableAudio", category: "conditioning",
            inputs: [
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .float("seconds_start", default: 0, min: 0, max: 1000, step: 0.1),
                .float("seconds_total", default: 47, min: 0, max: 1000, step: 0.1),
            ],
            outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")],
            "Where a sound begins and how long all of it is, in seconds.")
    ) { inputs in
        try both(inputs, ["seconds_start", "seconds_total"])
    }

    private static let frameRate = FunctionNode(
        .v3(
            "LTXVConditioning", category: "conditioning/video_models",
            inputs: [
                .socket("positive", "CONDITIONING"), .socket("negative", "CONDITIONING"),
                .float("frame_rate", default: 25, min: 0, max: 1000, step: 0.01),
            ],
            outputs: [OutputSchema("CONDITIONING", name: "positive"), OutputSchema("CONDITIONING", name: "negative")],
            "How many frames of a film are shown in a second.")
    ) {
        inputs in try both(inputs, ["frame_rate"])
    }

    /// Numbers under their own names in both prompts.
    private static func both(_ inputs: NodeInputs, _ names: [String]) throws -> [Value] {
        let values = try names.map { ($0, Value.float(try inputs.float($0))) }
        return try ["positive", "negative"].map { name in
            try inputs.conditioning(name) { entry in
                for (key, value) in values {
                    entry.others.removeAll { $0.0 == key }
                    entry.others.append((key, value))
                }
            }
        }
    }
}
