internal import Images
internal import System
internal import Tensors
internal import Workflow

struct ImageScale: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageScale", displayName: "Upscale Image", category: "image/upscaling",
            inputs: [
                .link("image", "IMAGE"),
                .choice("upscale_method", ResamplingMethod.forImages.map(\.rawValue)),
                .side("width", min: 0, step: 1, linked: .linkedPixels),
                .side("height", min: 0, step: 1, linked: .linkedPixels),
                .choice("crop", CropMethod.allCases.map(\.rawValue)),
            ],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Resizes pictures to a size in pixels; a side of 0 follows from the other." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let old = (width: image.shape[2], height: image.shape[1])
        guard
            let size = try WantedSize(
                width: inputs.int("width"), height: inputs.int("height"), from: old, atLeast: 1)
        else { return .values(.tensor(image)) }
        let result = try Resampling.image(
            image, width: size.width, height: size.height, inputs.choice("upscale_method"), crop: inputs.choice("crop"),
            cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}

struct ImageScaleBy: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageScaleBy", displayName: "Upscale Image By", category: "image/upscaling",
            inputs: [
                .link("image", "IMAGE"),
                .choice("upscale_method", ResamplingMethod.forImages.map(\.rawValue)),
                .float("scale_by", default: 1, min: 0.01, max: 8, step: 0.01),
            ],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Resizes pictures by a factor." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let factor = try inputs.float("scale_by")
        let result = try Resampling.image(
            image, width: try Rounding.scaled(image.shape[2], by: factor),
            height: try Rounding.scaled(image.shape[1], by: factor), inputs.choice("upscale_method"),
            cancellation: context.cancellation)
        return .values(.tensor(result))
    }
}
