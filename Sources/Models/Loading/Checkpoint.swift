/// What a checkpoint file holds. Parts that the file lacks are nil.
package final class Checkpoint: Sendable {
    package let model: DiffusionModel
    package let textEncoder: TextEncoder?
    package let autoencoder: Autoencoder?

    package init(model: DiffusionModel, textEncoder: TextEncoder?, autoencoder: Autoencoder?) {
        self.model = model
        self.textEncoder = textEncoder
        self.autoencoder = autoencoder
    }
}
