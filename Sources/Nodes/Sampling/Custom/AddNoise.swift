internal import Models
internal import Sampling
internal import Tensors
internal import Workflow

struct AddNoise: Node {
    var schema: NodeSchema {
        NodeSchema.v3(
            "AddNoise", category: "_for_testing/custom_sampling/noise",
            inputs: [
                .socket("model", "MODEL"), .socket("noise", "NOISE"), .socket("sigmas", "SIGMAS"),
                .socket("latent_image", "LATENT"),
            ],
            outputs: [OutputSchema("LATENT")], "Adds as much noise to a latent as lies between two noise levels."
        ).with { $0.isExperimental = true }
    }

    func execute(_ inputs: NodeInputs, _ context: any NodeContext) throws -> NodeResult {
        let model = try inputs.model()
        var latent = try inputs.latent("latent_image", ranks: Latent.anyRank)
        let sigmas = try inputs.sigmas()
        guard let first = sigmas.first, let last = sigmas.last else { return .values(latent.value) }
        let source = try inputs.object("noise", NoiseObject.self, "a NOISE").noise
        let scale = sigmas.count > 1 ? abs(first - last) : first
        let format = model.latentFormat.scale
        let batchIndex = try latent.batchIndex
        latent.samples = try translatingErrors {
            let noise = try source.noise(shape: latent.samples.shape, batchIndex: batchIndex)
            let noisy = model.sampling.noiseScaling(
                noise: noise, latent: format.modelStart(latent.samples), sigma: scale)
            return format.storedLatent(noisy).map { $0.isFinite ? $0 : 0 }
        }
        return .values(latent.value)
    }
}
