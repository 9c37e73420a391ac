package import Sampling
package import Tensors

/// What nodes hang on a model. A node that patches makes a copy of the model with a longer list; the model it was given
/// stays as it was.
package struct ModelOptions: Sendable {
    /// Inside the network.
    package var patches = NetworkPatches()
    /// Around each call of the network and what makes x0 of its output, the last one outermost.
    package var wrappers: [NetworkWrapper] = []
    /// Around each call of the network alone, if it takes wrappers: x as the network gets it, and what it gives.
    package var networkWrappers: [NetworkWrapper] = []
    /// Around all that is asked at one noise level, the last one outermost.
    package var predictionWrappers: [PredictionWrapper] = []
    /// Around what the sides predict at one noise level, the last one outermost.
    package var sideWrappers: [SideWrapper] = []
    /// Before the sides are combined.
    package var beforeGuidance: [BeforeGuidance] = []
    /// In the place of classifier-free guidance.
    package var guidance: GuidanceFunction?
    /// After the sides were combined.
    package var afterGuidance: [AfterGuidance] = []
    /// The negative prompt is computed even where the scale makes it unnecessary.
    package var alwaysPredictsNegative = false
    /// All items of a batch go through the network together, since what acts inside it looks from one to the other.
    package var keepsBatchTogether = false
    /// The mask of repainted places at a noise level.
    package var maskAt: Sampler.MaskFunction?
    /// The noise that sampling begins with, made of the one that was drawn.
    package var initialNoise: NoiseFunction?
    /// What is done to the options when a run of sampling begins: what lives as long as the run is made there.
    package var preparations: [Preparation] = []
    /// What functions inside the network draw from; set when a run begins.
    package var random: RandomNumbers?
    /// What attentions made of prompts in the run; nil where nothing is kept.
    package var promptKeys: PromptKeys?

    /// x0 (or the network's output) of x [B, C, ...] by whatever is wrapped; `sides` as in `NetworkPatches.Call`.
    package typealias NetworkCall = (_ x: Tensor, _ sigma: Float, _ inputs: NetworkInputs) throws -> Tensor
    package typealias NetworkWrapper =
        @Sendable (_ x: Tensor, _ sigma: Float, _ inputs: NetworkInputs, _ call: NetworkCall) throws -> Tensor
    package typealias PredictionWrapper =
        @Sendable (_ x: Tensor, _ sigma: Float, _ call: (Tensor, Float) throws -> Denoised) throws -> Denoised
    /// x0 of x [B, C, ...] by each side; `window` is what x has of the latent, nil: as much as the caller was given.
    package typealias SideCall = (_ x: Tensor, _ window: LatentWindow?) throws -> [Tensor]
    package typealias SideWrapper = @Sendable (_ x: Tensor, _ sigma: Float, _ call: SideCall) throws -> [Tensor]
    /// Changes what the step's sides predict.
    package typealias BeforeGuidance = @Sendable (_ step: GuidanceStep) throws -> GuidanceStep
    /// x0 from what the sides predict.
    package typealias GuidanceFunction = @Sendable (_ step: GuidanceStep) throws -> Tensor
    /// x0 from x0 after guidance.
    package typealias AfterGuidance = @Sendable (_ x0: Tensor, _ step: GuidanceStep) throws -> Tensor
    package typealias NoiseFunction = @Sendable (_ noise: Tensor, _ seed: UInt64) throws -> Tensor
    package typealias Preparation = @Sendable (_ options: inout ModelOptions, _ run: SamplingFacts) throws -> Void

    package init() {}
}
