internal import Images
internal import Tensors
internal import Workflow

struct ImageBlur: Node {
    var schema: NodeSchema {
        .v3(
            "ImageBlur", category: "image/postprocessing",
            inputs: [
                .socket("image", "IMAGE"), .int("blur_radius", default: 1, min: 1, max: 31, step: 1, linked: 0...1024),
                .float("sigma", default: 1, min: 0.1, max: 10, step: 0.1),
            ],
            outputs: [OutputSchema("IMAGE")], "Blurs pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let radius = try inputs.int("blur_radius")
        let kernel = SquareKernel.gaussian(radius: radius, sigma: Float(try inputs.float("sigma")))
        return .values(.tensor(try kernel.filtered(image, context.cancellation)))
    }
}
