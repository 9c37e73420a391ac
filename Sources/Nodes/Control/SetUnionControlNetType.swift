internal import Models
internal import Workflow

struct SetUnionControlNetType: Node {
    /// The kinds of hints by their numbers in xinsir's ControlNets and in InstantX's.
    private static let kinds: [(name: String, number: Int)] = [
        ("openpose", 0), ("depth", 1), ("hed/pidi/scribble/ted", 2), ("canny/lineart/anime_lineart/mlsd", 3),
        ("normal", 4), ("segment", 5), ("tile", 6), ("repaint", 7), ("canny (InstantX)", 0), ("tile (InstantX)", 1),
        ("depth (InstantX)", 2), ("blur (InstantX)", 3), ("pose (InstantX)", 4), ("gray (InstantX)", 5),
        ("lq (InstantX)", 6),
    ]

    var schema: NodeSchema {
        NodeSchema.v3(
            "SetUnionControlNetType", category: "conditioning/controlnet",
            inputs: [
                .socket("control_net", "CONTROL_NET"), .combo("type", ["auto"] + Self.kinds.map(\.name)),
            ],
            outputs: [OutputSchema("CONTROL_NET")],
            "Tells a ControlNet that was trained for several kinds of pictures which it gets.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let type = try inputs.string("type")
        let numbers = Self.kinds.filter { $0.name == type }.map(\.number)
        return .values(.object(ControlNetObject(try inputs.controlNet().with(types: numbers))))
    }
}
