package import Tensors

/// What predicts the noise in latents (or whatever its model's sampling says that it predicts).
package protocol DenoisingNetwork: AnyObject, Sendable {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
    /// Floats that its widest layers keep for each place of a latent, about.
    var floatsPerPlace: Int { get }

    /// - Parameters:
    ///   - x: [B, C, ...], scaled as the model's sampling says
    ///   - timesteps: B of them
    /// - Returns: [B, C', ...]
    func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor
}
