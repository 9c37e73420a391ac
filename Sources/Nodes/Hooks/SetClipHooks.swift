internal import Formats
internal import Models
internal import System
internal import Tensors
internal import Workflow

struct SetClipHooks: Node {
    var schema: NodeSchema {
        NodeSchema(
            "SetClipHooks", displayName: "Set CLIP Hooks", category: "advanced/hooks/clip",
            inputs: [
                .link("clip", "CLIP"),
                .bool("apply_to_conds", default: true),
                .bool("schedule_clip", default: false),
                .link("hooks", "HOOKS", section: .optional),
            ],
            outputs: [OutputSchema("CLIP")]
        ).with {
            $0.description = "Lets hooks change a text encoder, and the conditionings that it makes.";
            $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let clip = try inputs.clip()
        guard let group = try inputs.hooks("hooks") else { return .values(.object(clip)) }
        let isScheduled = try inputs.bool("schedule_clip")
        let hooks = ClipHooks(
            group: isScheduled ? group : group.with(keyframes: []), isScheduled: isScheduled,
            ofConditionings: try inputs.bool("apply_to_conds") ? group : clip.hooks?.ofConditionings)
        return .values(.object(clip.with(hooks: hooks)))
    }
}

struct ConditioningTimestepsRange: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ConditioningTimestepsRange", displayName: "Timesteps Range", category: "advanced/hooks",
            inputs: [
                .float("start_percent", default: 0, min: 0, max: 1, step: 0.001),
                .float("end_percent", default: 1, min: 0, max: 1, step: 0.001),
            ],
            outputs: [
                OutputSchema("TIMESTEPS_RANGE"), OutputSchema("TIMESTEPS_RANGE", name: "BEFORE_RANGE"),
                OutputSchema("TIMESTEPS_RANGE", name: "AFTER_RANGE"),
            ]
        ).with {
            $0.description = "A part of sampling, and the parts before and after it."; $0.isExperimental = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let (start, end) = (try inputs.float("start_percent"), try inputs.float("end_percent"))
        func range(_ start: Double, _ end: Double) -> Value { .list([.float(start), .float(end)]) }
        return .values(range(start, end), range(0, start), range(end, 1))
    }
}
