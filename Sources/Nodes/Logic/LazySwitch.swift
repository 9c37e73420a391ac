internal import Formats
internal import System
internal import Workflow

struct LazySwitch: SwitchNode {
    var schema: NodeSchema {
        NodeSchema(
            "LazySwitch", category: "logic",
            inputs: [
                InputSchema("switch", .named("BOOLEAN"), nil),
                InputSchema("on_false", .named("*"), ["lazy": true], section: .optional),
                InputSchema("on_true", .named("*"), ["lazy": true], section: .optional),
            ],
            outputs: [OutputSchema("*")]
        ).with { $0.description = "Gives one of two values, and computes no more than that one." }
    }
}
