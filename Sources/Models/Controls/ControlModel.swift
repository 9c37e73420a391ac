package import Tensors

/// A ControlNet or an adapter, as a loader gives it.
package protocol ControlModel: AnyObject, Sendable {
    /// Bytes of the weights as stored.
    var byteCount: Int { get }
    /// Where what is expanded of the weights is counted.
    var room: WeightRoom { get }

    /// Whether it is told what is to be made new.
    var takesMasks: Bool { get }

    /// What of a hint is the same at all noise levels, an item for each of the hint's; made once a picture.
    ///
    /// - Parameters:
    ///   - height, width: of the latent
    ///   - model: what is controlled
    func prepare(
        _ hint: ControlHint, _ types: [Int], height: Int, width: Int, for model: DiffusionModel, _ compute: Compute
    ) throws -> [Tensor?]

    /// - Parameters:
    ///   - x: [B, C, (T,) H, W] as the network gets it
    ///   - prepared: of the hint, an item for each of the B
    ///   - inputs: what the network is told
    /// - Returns: what is added, at full strength.
    func residuals(
        _ x: Tensor, _ prepared: [Tensor?], _ types: [Int], sigma: Float, _ inputs: NetworkInputs,
        model: DiffusionModel, _ compute: Compute
    ) throws -> ControlResiduals
}

/// A control from a file of its own, and what nodes have set of it.
package final class LoadedControl: Sendable {
    package let model: any ControlModel
    /// Its residuals are the same at all places: their means.
    package let poolsGlobally: Bool
    /// What the hint is, for controls that were trained for several kinds.
    package let types: [Int]

    package init(_ model: any ControlModel, poolsGlobally: Bool = false, types: [Int] = []) {
        self.model = model
        self.poolsGlobally = poolsGlobally
        self.types = types
    }

    /// The same for hints of these kinds.
    package func with(types: [Int]) -> LoadedControl {
        LoadedControl(model, poolsGlobally: poolsGlobally, types: types)
    }
}

extension ControlModel {
    package var takesMasks: Bool { false }
}
