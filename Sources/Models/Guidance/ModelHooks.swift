package import Tensors

/// What changes the model for one entry of a conditioning: LoRAs with a schedule and the like.
package protocol ModelHooks: AnyObject, Sendable {
    /// The same for one run of sampling, whose noise levels are asked for in order.
    func started(_ run: SamplingFacts) -> any ModelHooks
    /// The model for the entry at a noise level: a changed copy that shares what is not changed.
    func model(_ model: DiffusionModel, sigma: Float, _ compute: Compute) throws -> DiffusionModel
}

extension ModelHooks {
    package func started(_ run: SamplingFacts) -> any ModelHooks { self }
}
