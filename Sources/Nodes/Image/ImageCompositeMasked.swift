internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageCompositeMasked: Node {
    var schema: NodeSchema {
        .v3(
            "ImageCompositeMasked", category: "image", inputs: MaskedComposite.inputs("IMAGE", step: 1),
            outputs: [OutputSchema("IMAGE")], aliases: ["paste image", "overlay", "layer"],
            "Puts one picture onto another, through a mask if there is one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let destination = try inputs.image("destination")
        var source = Layout.matchingChannels(try inputs.image("source"), destination.shape[3])
        if try inputs.bool("resize_source") {
            source = try Resampling.image(
                source, width: destination.shape[2], height: destination.shape[1], .bilinear,
                cancellation: context.cancellation)
        }
        let result = try MaskedComposite.apply(
            destination, source: source, x: try inputs.int("x"), y: try inputs.int("y"),
            mask: inputs["mask"] == nil ? nil : try inputs.mask("mask"), cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}
