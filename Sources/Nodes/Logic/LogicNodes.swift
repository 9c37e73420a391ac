internal import Workflow

/// The node classes of this folder.
enum LogicNodes {
    static let all: [any Node] = [
        LazySwitch(),
        ComfySwitchNode(),
        BinaryOperation.plain,
        BinaryOperation.boolean,
        UnaryOperation.plain,
        UnaryOperation.boolean,
        isNone,
    ]

    private static let isNone = FunctionNode(
        NodeSchema(
            "IsNone", category: "logic", inputs: [.socket("value", "*", section: .optional)],
            outputs: [OutputSchema("BOOLEAN")]
        ).with { $0.description = "Whether there is no value." }
    ) { inputs in
        if case .null = inputs["value"] ?? .null { [.bool(true)] } else { [.bool(false)] }
    }
}
