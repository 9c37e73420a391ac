package import Sampling
package import Tensors

/// What nodes hang on a model. A node that patches makes a copy of the model with a longer list; the model it was given
/// stays as it was.
package struct ModelOptions: Sendable {
    /// Inside the network.
    package var patches = NetworkPatches()
    /// Around each call of the network, the last one outermost.
    package var wrappers: [NetworkWrapper] = []
    /// Before the sides are combined.
    package var beforeGuidance: [BeforeGuidance] = []
    /// In the place of classifier-free guidance.
    package var guidance: GuidanceFunction?
    /// After the sides were combined.
    package var afterGuidance: [AfterGuidance] = []
    /// The negative prompt is computed even where the scale makes it unnecessary.
    package var alwaysPredictsNegative = false
    /// The mask of repainted places at a noise level.
    package var maskAt: Sampler.MaskFunction?

    /// x0 of x [B, C, ...] by whatever is wrapped; `sides` as in `NetworkPatches.Call`.
    package typealias NetworkCall = (_ x: Tensor, _ sigma: Float, _ inputs: NetworkInputs) throws -> Tensor
    package typealias NetworkWrapper =
        @Sendable (_ x: Tensor, _ sigma: Float, _ inputs: NetworkInputs, _ call: NetworkCall) throws -> Tensor
    /// Changes what the step's sides predict.
    package typealias BeforeGuidance = @Sendable (_ step: GuidanceStep) throws -> GuidanceStep
    /// x0 from what the sides predict.
    package typealias GuidanceFunction = @Sendable (_ step: GuidanceStep) throws -> Tensor
    /// x0 from x0 after guidance.
    package typealias AfterGuidance = @Sendable (_ x0: Tensor, _ step: GuidanceStep) throws -> Tensor

    package init() {}
}
