internal import Formats
internal import Images
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct RandomCropImages: Node {
    var schema: NodeSchema {
        .v3(
            "RandomCropImages", displayName: "Random Crop Images", category: "dataset/image",
            inputs: [
                .socket("images", "IMAGE"), .int("width", default: 512, min: 1, max: 8192),
                .int("height", default: 512, min: 1, max: 8192),
                .int("seed", default: 0, min: 0, max: 18446744073709551615),
            ],
            outputs: [OutputSchema("IMAGE", name: "images")], "Cuts a part out of pictures, somewhere."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("images")
        let (width, height) = (try inputs.int("width"), try inputs.int("height"))
        var generator = NumPyGenerator(seed: UInt32(try inputs.seed("seed") % UInt64(UInt32.max)))
        let (spareX, spareY) = (max(0, image.shape[2] - width), max(0, image.shape[1] - height))
        let left = spareX > 0 ? generator.integer(below: spareX + 1) : 0
        let top = spareY > 0 ? generator.integer(below: spareY + 1) : 0
        let cropped = Layout.cropped(
            image, y: top..<min(top + height, image.shape[1]), x: left..<min(left + width, image.shape[2]))
        return .values(.tensor(cropped.map { Float(PixelConversion.byte($0)) / 255 }))
    }
}
