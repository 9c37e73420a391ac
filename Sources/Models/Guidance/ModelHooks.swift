/// What changes the model for one entry of a conditioning: LoRAs with a schedule and the like.
package protocol ModelHooks: AnyObject, Sendable {
    /// The model for the entry at a noise level: a changed copy that shares what is not changed.
    func model(_ model: DiffusionModel, sigma: Float) throws -> DiffusionModel
}
