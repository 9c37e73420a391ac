package import Tensors

/// What acts behind a transformer's blocks and may remember something from one to the next.
package protocol BlockControl: AnyObject, Sendable {
    /// For one call of the network.
    func started() -> any RunningBlockControl
}

/// The same during a call of the network.
package protocol RunningBlockControl: AnyObject {
    /// The picture's tokens behind the block, changed.
    func changed(_ call: BlockCall, _ compute: Compute) throws -> Tensor
}

/// What is told behind a block.
package struct BlockCall {
    /// In which of a network's lists the block stands.
    package enum Part { case refiner, main }

    package let part: Part
    package let index: Int
    /// [B, C, (T,) H, W] as the network got it.
    package let latent: Tensor
    /// The picture's tokens before all blocks of the list, and behind this one. [B, T, width]
    package let first: Tensor
    package let output: Tensor
    /// Of the picture's tokens [1, T, pairs, 2], and what blocks are modulated by [B, W]; where such controls want them.
    package var turns: Tensor?
    package var time: Tensor?
    /// Which item of the latent's batch each item is.
    package let items: [Int]
}

extension [any RunningBlockControl] {
    func changed(_ call: BlockCall, _ compute: Compute) throws -> Tensor {
        var output = call.output
        for control in self {
            let next = BlockCall(
                part: call.part, index: call.index, latent: call.latent, first: call.first, output: output,
                turns: call.turns, time: call.time, items: call.items)
            output = try control.changed(next, compute)
        }
        return output
    }
}
