internal import System
internal import Tensors

/// Applies what acts between the blocks of a UNet: residuals of controls, then patches.
struct UNetHooks {
    private let patches: NetworkPatches
    private let residuals: ControlResiduals
    private let call: NetworkPatches.Call
    private let compute: Compute

    /// Nil where nothing acts.
    init?(_ inputs: NetworkInputs, latent: Tensor, _ compute: Compute) {
        guard !inputs.patches.isEmpty || inputs.residuals != nil else { return nil }
        patches = inputs.patches
        residuals = inputs.residuals ?? ControlResiduals()
        call = NetworkPatches.Call(
            place: .init(.input, 0), sigma: inputs.sigma, sides: inputs.sides, height: latent.shape[2],
            width: latent.shape[3], compute: compute, items: inputs.items, prompts: inputs.prompts,
            random: inputs.random)
        self.compute = compute
    }

    private func call(_ part: NetworkPatches.Place.Part, _ block: Int) -> NetworkPatches.Call {
        var call = call
        call.place = .init(part, block)
        return call
    }

    /// What acts in a block's transformers.
    func transformer(_ part: NetworkPatches.Place.Part, _ block: Int) -> TransformerHooks? {
        patches.patchesAttention ? TransformerHooks(patches: patches, call: call(part, block)) : nil
    }

    func afterInput(_ h: Tensor, _ block: Int) throws -> Tensor {
        let h = try adding(block < residuals.input.count ? residuals.input[block] : nil, to: h)
        return try patches.inputBlock.reduce(h) { try $1($0, call(.input, block)) }
    }

    /// Whether a block's result is not what its skip connection carries.
    var changesAfterSkip: Bool { !patches.inputBlockAfterSkip.isEmpty }

    func afterSkip(_ h: Tensor, _ block: Int) throws -> Tensor {
        try patches.inputBlockAfterSkip.reduce(h) { try $1($0, call(.input, block)) }
    }

    func afterMiddle(_ h: Tensor) throws -> Tensor {
        try patches.middleBlock.reduce(adding(residuals.middle, to: h)) { try $1($0, call(.middle, 0)) }
    }

    /// The residuals of skip connections are counted from the last, which the first output block gets.
    ///
    /// - Parameter areOne: whether the two are one tensor, which gets the residual as a whole.
    func joining(_ h: Tensor, _ skip: Tensor, _ block: Int, areOne: Bool) throws -> (h: Tensor, skip: Tensor) {
        let own = residuals.skips.count - 1 - block
        let skip = try adding(own >= 0 ? residuals.skips[own] : nil, to: skip)
        return try patches.outputBlock.reduce((areOne ? skip : h, skip)) { try $1($0.0, $0.1, call(.output, block)) }
    }

    /// What does not fit is left out, as in the reference: patches make the network smaller inside than its control is.
    private func adding(_ residual: Tensor?, to h: Tensor) throws -> Tensor {
        guard let residual else { return h }
        guard residual.shape == h.shape else {
            Warnings.tell("a control of shape \(residual.shape) is left out: the network has \(h.shape) there")
            return h
        }
        return try compute.add(h, residual)
    }
}
