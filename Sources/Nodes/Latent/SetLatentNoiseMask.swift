internal import Tensors
internal import Workflow

struct SetLatentNoiseMask: Node {
    var schema: NodeSchema {
        NodeSchema(
            "SetLatentNoiseMask", displayName: "Set Latent Noise Mask", category: "latent/inpaint",
            inputs: [.link("samples", "LATENT"), .link("mask", "MASK")], outputs: [OutputSchema("LATENT")]
        ).with { $0.description = "Limits sampling to where the mask is 1." }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        var latent = try inputs.latent("samples", ranks: Latent.anyRank)
        let mask = try inputs.mask("mask")
        latent.setNoiseMask(mask.reshaped([mask.shape[0], 1, mask.shape[1], mask.shape[2]]))
        return .values(latent.value)
    }
}
