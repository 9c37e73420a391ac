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
        var latent = try inputs.latent("destination", ranks: Latent.ofFilmsToo)
        var source = try inputs.latent("source", ranks: Latent.ofFilmsToo).samples
        if try inputs.bool("resize_source") {
            source = try Resampling.latent(
                source, width: latent.side.width, height: latent.side.height, .bilinear,
                cancellation: context.cancellation)
        }
        guard source.shape[1..<(source.rank - 2)] == latent.samples.shape[1..<(latent.samples.rank - 2)] else {
            throw NodeError("RuntimeError", "cannot put \(source.shape) onto \(latent.samples.shape)")
        }
        let result = try MaskedComposite.apply(
            Self.picture(latent.samples), source: Self.picture(source), x: try inputs.int("x") / 8,
            y: try inputs.int("y") / 8, mask: inputs["mask"] == nil ? nil : try inputs.mask("mask"),
            cancellation: context.cancellation)
        latent.samples = Layout.nchw(result).reshaped(latent.samples.shape)
        return .values(latent.value)
    }

    /// The frames of a film are channels: [B, C, (T,) H, W] -> [B, H, W, C * T]
    private static func picture(_ x: Tensor) -> Tensor {
        Layout.nhwc(x.reshaped([x.shape[0], x.shape[1..<(x.rank - 2)].reduce(1, *)] + x.shape.suffix(2)))
    }
}
