package import Folders
package import Models
package import Network
internal import System
package import Tensors

/// What the built-in nodes work with: made once a client, shared by all its prompts.
package struct NodeEnvironment: Sendable {
    /// How steps of sampling are shown.
    package enum PreviewMethod: String, Sendable, CaseIterable {
        case none, auto, latent2rgb, taesd
    }

    package var folders: Folders
    package var models: ModelStore
    package var pool: ThreadPool
    /// The parts of models that are computed with bf16, where the processor has products of those.
    package var bf16: ModelParts
    /// The parts of models whose linear layers are multiplied in integers of 8 bits.
    package var integers: ModelParts
    /// The inputs and outputs that such layers have at least.
    package var leastIntegers = Compute.leastIntegers
    package var previewMethod: PreviewMethod
    /// Leave the prompt out of saved images and latents.
    package var omitsMetadata: Bool
    /// Map model files instead of reading them into memory.
    package var mapsModels: Bool
    /// Fetches what requests name by URLs; nil: nothing is fetched.
    package var web: WebFetch?

    package init(
        folders: Folders, models: ModelStore, pool: ThreadPool, bf16: ModelParts = [],
        integers: ModelParts = [],
        previewMethod: PreviewMethod = .auto, omitsMetadata: Bool = false, mapsModels: Bool = true, web: WebFetch? = nil
    ) {
        self.folders = folders
        self.models = models
        self.pool = pool
        self.bf16 = bf16
        self.integers = integers
        self.previewMethod = previewMethod
        self.omitsMetadata = omitsMetadata
        self.mapsModels = mapsModels
        self.web = web
    }

    func compute(_ cancellation: Cancellation) -> Compute {
        Compute(
            pool: pool, cancellation: cancellation, bf16: bf16, integers: integers, leastIntegers: leastIntegers)
    }
}
