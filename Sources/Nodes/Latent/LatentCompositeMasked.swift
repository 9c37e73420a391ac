internal import Images
internal import System
internal import Tensors
internal import Workflow

struct LatentCompositeMasked: Node {
    var schema: NodeSchema {
        .v3(
            "LatentCompositeMasked", category: "latent", inputs: MaskedComposite.inputs("LATENT", step: 8),
            outputs: [OutputSchema("LATENT")],
            aliases: ["overlay latent", "layer latent", "paste latent", "inpaint latent"],
            "Puts one latent onto another, through a mask if there is one.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("destination")
        var source = try inputs.latent("source").samples
        if try inputs.bool("resize_source") {
            source = try Resampling.latent(
                source, width: latent.samples.shape[3], height: latent.samples.shape[2], .bilinear,
                cancellation: context.cancellation)
        }
        let result = try MaskedComposite.apply(
            Layout.nhwc(latent.samples), source: Layout.nhwc(source), x: try inputs.int("x") / 8,
            y: try inputs.int("y") / 8, mask: inputs["mask"] == nil ? nil : try inputs.mask("mask"),
            cancellation: context.cancellation)
        latent.samples = Layout.nchw(result)
        return .values(latent.value)
    }
}
