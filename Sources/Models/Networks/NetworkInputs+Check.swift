internal import Tensors

extension NetworkInputs {
    /// Whether a transformer can take these.
    ///
    /// - Parameters:
    ///   - x: [B, channels, ...] of `rank` dimensions
    ///   - contextWidth: of each token of the text
    func check(
        _ x: Tensor, _ timesteps: [Float], channels: Int, contextWidth: Int, rank: Int = 4
    ) throws(ModelError) {
        guard x.rank == rank, x.shape[1] == channels, x.count > 0 else {
            throw ModelError(
                .badInput,
                "the latent has the shape \(x.shape), the model wants \(channels) channels and \(rank) dimensions")
        }
        for context in [context] + referenceContexts {
            guard context.rank == 3, context.shape[0] == x.shape[0], context.shape[1] > 0,
                context.shape[2] == contextWidth
            else {
                throw ModelError(
                    .badInput,
                    "the conditioning has the shape \(context.shape), the model wants a width of \(contextWidth)")
            }
        }
        guard timesteps.count == x.shape[0] else {
            throw ModelError(.badInput, "\(timesteps.count) timesteps for \(x.shape[0]) latents")
        }
    }

    /// Throws unless a reference latent goes with the latents. x: [B, ...], reference: [B, C, ...]
    static func check(reference: Tensor, of x: Tensor, channels: Int, rank: Int = 4) throws(ModelError) {
        guard reference.rank == rank, reference.shape[0] == x.shape[0], reference.shape[1] == channels,
            reference.count > 0
        else {
            throw ModelError(
                .badInput, "a reference latent of shape \(reference.shape) for a model of \(channels) channels")
        }
    }
}
