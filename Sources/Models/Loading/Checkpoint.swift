/// What a checkpoint file holds. Parts that the file lacks are nil.
package final class Checkpoint: Sendable {
    package let family: ModelFamily
    package let model: DiffusionModel
    package let textEncoder: (any TextEncoder)?
    package let autoencoder: (any AutoencoderModel)?

    init(
        family: ModelFamily, model: DiffusionModel, textEncoder: (any TextEncoder)?,
        autoencoder: (any AutoencoderModel)?
    ) {
        self.family = family
        self.model = model
        self.textEncoder = textEncoder
        self.autoencoder = autoencoder
    }
}
