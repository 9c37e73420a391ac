internal import Images
internal import Tensors
internal import Workflow

struct ImageSharpen: Node {
    var schema: NodeSchema {
        .v3(
            "ImageSharpen", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"),
                .int("sharpen_radius", default: 1, min: 1, max: 31, step: 1, linked: 0...1024),
                .float("sigma", default: 1, min: 0.1, max: 10, step: 0.01),
                .float("alpha", default: 1, min: 0, max: 5, step: 0.01),
            ],
            outputs: [OutputSchema("IMAGE")], "Brings out the edges of pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let radius = try inputs.int("sharpen_radius")
        if radius == 0 { return .values(.tensor(image)) }
        let kernel = SquareKernel.sharpening(
            radius: radius, sigma: Float(try inputs.float("sigma")), alpha: try inputs.float("alpha"))
        let result = try kernel.filtered(image, context.cancellation)
        return .values(.tensor(result.map { min(max($0, 0), 1) }))
    }
}
