package import Tensors

/// What acts inside the network for the entries of a conditioning that have it: GLIGEN's boxes.
package protocol PromptPatch: AnyObject, Sendable {
    /// The patches with its own behind them.
    ///
    /// - Parameters:
    ///   - height, width: of the part of the latent that the network sees
    func added(
        to patches: NetworkPatches, height: Int, width: Int, _ compute: Compute
    ) throws -> NetworkPatches
}
