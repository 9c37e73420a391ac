internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageScaleToTotalPixels: Node {
    var schema: NodeSchema {
        var steps = InputSchema.int("resolution_steps", default: 1, min: 1, max: 256, linked: 1...(1 << 24))
        steps.section = .optional
        return .v3(
            "ImageScaleToTotalPixels", category: "image/upscaling",
            inputs: [
                .socket("image", "IMAGE"),
                .combo("upscale_method", ResamplingMethod.forImages.map(\.rawValue)),
                .float("megapixels", default: 1, min: 0.01, max: 16, step: 0.01), steps,
            ],
            outputs: [OutputSchema("IMAGE")], "Resizes pictures to about so many pixels, in their proportions.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (height, width) = (image.shape[1], image.shape[2])
        let total = try inputs.float("megapixels") * 1024 * 1024
        let steps =
            inputs["resolution_steps"] == nil ? 1 : try inputs.int("resolution_steps")
        let factor = (total / (Double(width) * Double(height))).squareRoot()
        func side(_ size: Int) throws -> Int {
            let (product, overflow) = try Rounding.integer(Double(size) * factor / Double(steps))
                .multipliedReportingOverflow(by: steps)
            guard !overflow else { throw NodeError("ValueError", "the size is out of range") }
            return product
        }
        let result = try Resampling.image(
            image, width: try side(width), height: try side(height), inputs.choice("upscale_method"),
            cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}
