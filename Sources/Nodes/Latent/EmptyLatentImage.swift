internal import Tensors
internal import Workflow

struct EmptyLatentImage: Node {
    var schema: NodeSchema {
        NodeSchema(
            "EmptyLatentImage", displayName: "Empty Latent Image", category: "latent",
            inputs: [
                .int(
                    "width", default: 512, min: 16, max: maximumResolution, step: 8, linked: 8 ... .max,
                    "Width of the pictures, in pixels."),
                .int(
                    "height", default: 512, min: 16, max: maximumResolution, step: 8, linked: 8 ... .max,
                    "Height of the pictures, in pixels."),
                .int("batch_size", default: 1, min: 1, max: 4096, linked: 1 ... .max, "How many latents."),
            ],
            outputs: [OutputSchema("LATENT", tooltip: "Latents without content.")]
        ).with { $0.description = "Makes empty latents, the start of an image from nothing but a prompt." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let shape = [
            try inputs.int("batch_size"), 4, try inputs.int("height") / 8, try inputs.int("width") / 8,
        ]
        return .values(Latent(try Tensor(allocatingZeros: Allocation.checked(shape, "a latent"))).value)
    }
}
