internal import Formats
internal import System
internal import Workflow

struct ComfySwitchNode: SwitchNode {
    private static let template = "switch"

    var schema: NodeSchema {
        let options: JSONObject = [
            "lazy": true, "template": ["template_id": .string(Self.template), "allowed_types": "*"],
        ]
        return .v3(
            "ComfySwitchNode", displayName: "Switch", category: "logic",
            inputs: [
                .socket("switch", "BOOLEAN"), InputSchema("on_false", .named("COMFY_MATCHTYPE_V3"), options),
                InputSchema("on_true", .named("COMFY_MATCHTYPE_V3"), options),
            ],
            outputs: [OutputSchema("COMFY_MATCHTYPE_V3", name: "output", template: Self.template)],
            "Gives one of two values, and computes no more than that one."
        ).with { $0.isExperimental = true }
    }
}
