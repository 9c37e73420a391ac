internal import Formats
internal import Tensors
internal import Workflow

struct ImageBatch: Node {
    var schema: NodeSchema {
        NodeSchema(
            "ImageBatch", displayName: "Batch Images", category: "image",
            inputs: [.link("image1", "IMAGE"), .link("image2", "IMAGE")], outputs: [OutputSchema("IMAGE")]
        ).with {
            $0.description = "Puts the second pictures behind the first, resized to their size."
            $0.isDeprecated = true
        }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var first = try inputs.image("image1")
        var second = try inputs.image("image2")
        // ComfyUI adds one opaque channel to the one with fewer; a difference of two it cannot join either.
        if first.shape[3] > second.shape[3] { second = Layout.addingOnes(second) }
        if second.shape[3] > first.shape[3] { first = Layout.addingOnes(first) }
        guard first.shape[3] == second.shape[3] else {
            throw NodeError("RuntimeError", "cannot batch images of shapes \(first.shape) and \(second.shape)")
        }
        if first.shape[1...] != second.shape[1...] {
            second = try Resampling.image(
                second, width: first.shape[2], height: first.shape[1], .bilinear, crop: .center,
                cancellation: context.cancellation)
        }
        return .values(.tensor(Tensor.concatenated([first, second])))
    }
}

struct EmptyImage: Node {
    var schema: NodeSchema {
        NodeSchema(
            "EmptyImage", category: "image",
            inputs: [
                .side("width"), .side("height"),
                .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max),
                .int(
                    "color", default: 0, min: 0, max: 0xFFFFFF, step: 1, linked: .min ... .max,
                    extra: ["display": "color"]),
            ],
            outputs: [OutputSchema("IMAGE")]
        ).with { $0.description = "Makes pictures of one colour." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = [try inputs.int("batch_size"), try inputs.int("height"), try inputs.int("width"), 3]
        let color = try inputs.int("color")
        let channels = [16, 8, 0].map { Float(Double((color >> $0) & 0xFF) / 0xFF) }
        var image = Tensor(uninitialized: try Allocation.checked(shape, "an image"))
        image.withMutableFloats { pixels in
            for i in pixels.indices { pixels[i] = channels[i % 3] }
        }
        return .values(.tensor(image))
    }
}
