internal import Formats
internal import Images
internal import System
internal import Tensors
internal import Workflow

struct SkeletonizeThin: Node {
    var schema: NodeSchema {
        NodeSchema(
            "SkeletonizeThin", category: "image/preprocessors",
            inputs: [
                .link("image", "IMAGE"), .float("binary_threshold", default: 0.5, min: 0.01, max: 0.99, step: 0.01),
                .choice("approach", ["skeletonize", "thinning"], options: [:]),
            ], outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Wears what is light down to lines of one pixel." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (batch, height, width, channels) = (image.shape[0], image.shape[1], image.shape[2], image.shape[3])
        guard channels == 1 || channels == 3 else {
            throw NodeError("ValueError", "shapes are found in images of 1 or 3 channels, not of \(channels)")
        }
        let threshold = Float(try inputs.float("binary_threshold"))
        let method: Skeleton.Method = try inputs.string("approach") == "skeletonize" ? .skeletonize : .thin
        let shape = try Allocation.checked([batch, height, width, 3], "an image")
        // a picture's places: whether they are solid, their order
        try TensorMemory.check(32 * height * width)
        let values = try image.copiedFloats()
        var result = try Tensor(allocating: shape)
        for item in 0..<batch {
            var solid = try [Bool](allocating: height * width, repeating: false)
            for pixel in solid.indices.halting(each: 8) {
                let start = (item * height * width + pixel) * channels
                solid[pixel] = values[start..<start + channels].reduce(0, +) / Float(channels) > threshold
            }
            let lines = try Skeleton.of(solid, width: width, method, context.cancellation)
            result.withMutableFloats { target in
                for i in (0..<3 * lines.count).halting() {
                    target[3 * item * lines.count + i] = lines[i / 3] ? 1 : 0
                }
            }
        }
        return .values(.tensor(result))
    }
}
