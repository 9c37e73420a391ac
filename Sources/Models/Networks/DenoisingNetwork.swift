package import Tensors

/// What predicts the noise in latents (or whatever its model's sampling says that it predicts).
package protocol DenoisingNetwork: AnyObject, Sendable {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }
    /// Floats that its widest layers keep for each place of a latent, about.
    var floatsPerPlace: Int { get }
    /// Whether it makes no difference to repeat the prompt's tokens, as is done to take prompts of different lengths at
    /// once.
    var mayRepeatContext: Bool { get }
    /// Whether what is wrapped around networks takes effect on it: the reference asks for wrappers in most of its networks,
    /// not in all (`WrappersMP.DIFFUSION_MODEL` in comfy/ldm).
    var takesWrappers: Bool { get }
    /// Whether it is told where places lie, and `NetworkPatches.positions` changes that.
    var takesPositionScale: Bool { get }

    /// - Parameters:
    ///   - x: [B, C, ...], scaled as the model's sampling says
    ///   - timesteps: B of them
    /// - Returns: [B, C', ...]
    func callAsFunction(
        _ x: Tensor, timesteps: [Float], _ inputs: NetworkInputs, _ compute: Compute
    ) throws -> Tensor
}

extension DenoisingNetwork {
    /// Attention to the prompt alone does not mind equal keys.
    package var mayRepeatContext: Bool { true }
    package var takesWrappers: Bool { true }
    package var takesPositionScale: Bool { false }
}

/// A network to which the prompt's tokens are part of its own sequence.
package protocol JointTransformer: DenoisingNetwork {}

extension JointTransformer {
    package var mayRepeatContext: Bool { false }
}
