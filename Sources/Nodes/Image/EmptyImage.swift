internal import Formats
internal import System
internal import Tensors
internal import Workflow

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
        var image = try Tensor(allocating: Allocation.checked(shape, "an image"))
        image.withMutableFloats { pixels in
            for i in pixels.indices.halting() { pixels[i] = channels[i % 3] }
        }
        return .values(.tensor(image))
    }
}
