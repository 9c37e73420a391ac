internal import Formats
internal import Sampling
internal import System
internal import Tensors
internal import Workflow

struct ImageAddNoise: Node {
    var schema: NodeSchema {
        .v3(
            "ImageAddNoise", category: "image",
            inputs: [
                .socket("image", "IMAGE"),
                .int(
                    "seed", default: 0, min: 0, max: Int128(UInt64.max), extra: ["control_after_generate": true]),
                .float("strength", default: 0.5, min: 0, max: 1, step: 0.01),
            ],
            outputs: [OutputSchema("IMAGE")], aliases: ["film grain"], "Adds noise to pictures.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let image = try inputs.image("image")
        var generator = TorchGenerator(seed: try inputs.seed("seed"))
        let strength = Float(try inputs.float("strength"))
        let noise = generator.randn(image.shape)
        return .values(.tensor(Tensor.zip(image, noise) { min(max($0 + strength * $1, 0), 1) }))
    }
}
