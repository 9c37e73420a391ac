internal import System
internal import Tensors
internal import Workflow

struct ImagePadForOutpaint: Node {
    var schema: NodeSchema {
        let sides = ["left", "top", "right", "bottom"].map {
            InputSchema.place($0, step: 8, linked: .linkedPixels)
        }
        return NodeSchema(
            "ImagePadForOutpaint", displayName: "Pad Image for Outpainting", category: "image",
            inputs: [.link("image", "IMAGE")] + sides
                + [.int("feathering", default: 40, min: 0, max: maximumResolution, step: 1, linked: .linkedPixels)],
            outputs: [OutputSchema("IMAGE"), OutputSchema("MASK")]
        ).with { $0.description = "Puts a grey margin around pictures, and gives the mask that has it painted." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        let (batch, height, width, channels) = (image.shape[0], image.shape[1], image.shape[2], image.shape[3])
        let left = try inputs.int("left")
        let top = try inputs.int("top")
        let right = try inputs.int("right")
        let bottom = try inputs.int("bottom")
        let feathering = try inputs.int("feathering")
        let (fullHeight, fullWidth) = (height + top + bottom, width + left + right)
        let shape = try Allocation.checked([batch, fullHeight, fullWidth, channels], "an image")

        var padded = Tensor(repeating: 0.5, shape)
        var mask = Tensor(repeating: 1, [batch, fullHeight, fullWidth])
        let isFeathered = feathering > 0 && feathering * 2 < height && feathering * 2 < width
        try padded.withMutableFloats { pixels in
            try mask.withMutableFloats { mask in
                try image.withFloats { source in
                    for b in 0..<batch {
                        for y in 0..<height {
                            try context.cancellation.check()
                            let from = (b * height + y) * width * channels
                            let to = (b * fullHeight + top + y) * fullWidth + left
                            for i in 0..<(width * channels) { pixels[to * channels + i] = source[from + i] }
                            for x in 0..<width {
                                let distance = min(
                                    top != 0 ? y : height, bottom != 0 ? height - y : height, left != 0 ? x : width,
                                    right != 0 ? width - x : width)
                                let value = Double(feathering - distance) / Double(max(feathering, 1))
                                mask[to + x] = isFeathered && distance < feathering ? Float(value * value) : 0
                            }
                        }
                    }
                }
            }
        }
        return .values(.tensor(padded), .tensor(mask))
    }
}
