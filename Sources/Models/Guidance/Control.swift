package import Tensors

/// What a ControlNet or an adapter with its hint adds to a network's blocks; several can be chained in one.
package protocol Control: AnyObject, Sendable {
    /// - Parameters:
    ///   - x: [B, C, H, W] as the network gets it
    ///   - rows: what each of the B is of the latent's batch
    ///   - inputs: what the network is told
    /// - Returns: nil where nothing is added at this noise level.
    func residuals(
        _ x: Tensor, sigma: Float, rows: [BatchRow], _ inputs: NetworkInputs, model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals?
}
