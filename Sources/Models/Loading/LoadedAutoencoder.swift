/// An autoencoder from a file of its own.
package final class LoadedAutoencoder: Sendable {
    package let codec: any AutoencoderModel

    init(_ codec: any AutoencoderModel) { self.codec = codec }
}
