internal import Models
internal import Workflow

struct ReferenceLatent: Node {
    var schema: NodeSchema {
        .v3(
            "ReferenceLatent", category: "advanced/conditioning/edit_models",
            inputs: [
                .socket("conditioning", "CONDITIONING"), .socket("latent", "LATENT", section: .optional),
            ],
            outputs: [OutputSchema("CONDITIONING")],
            "Shows a model that edits a picture, as a latent; several are shown one after the other.")
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        guard inputs["latent"] != nil else { return .values(try inputs.conditioning("conditioning").value) }
        let samples = try inputs.latent("latent", ranks: Latent.anyRank).samples
        return .values(
            try inputs.conditioning("conditioning") { entry in
                entry.referenceLatents = (entry.referenceLatents ?? []) + [samples]
            })
    }
}

struct FluxKontextMultiReferenceLatentMethod: Node {
    private static let diagonal = "uxo/uno"

    var schema: NodeSchema {
        NodeSchema.v3(
            "FluxKontextMultiReferenceLatentMethod", displayName: "Edit Model Reference Method",
            category: "advanced/conditioning/flux",
            inputs: [
                .socket("conditioning", "CONDITIONING"),
                .combo("reference_latents_method", ["offset", "index", Self.diagonal, "index_timestep_zero"]),
            ],
            outputs: [OutputSchema("CONDITIONING")], "Says how reference pictures lie beside the one that is drawn."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let method = try inputs.string("reference_latents_method")
        return .values(
            try inputs.conditioning("conditioning") { $0.referenceMethod = method == Self.diagonal ? "uxo" : method })
    }
}
