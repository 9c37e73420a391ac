package import Tensors

/// Loads a TAESD from its encoder's file and its decoder's, or from the decoder's alone.
package struct TinyAutoencoderLoader: ModelLoader {
    package static let kind = "vae"

    /// What relates stored latents to those in model space; both files: the encoder's first.
    private let scale: Float
    private let shift: Float

    package init(scale: Float = 1, shift: Float = 0) { (self.scale, self.shift) = (scale, shift) }

    package func load(
        _ files: [any WeightSource], _ compute: Compute, _ budget: WeightBudget
    ) throws -> TinyAutoencoder {
        let room = WeightRoom(budget)
        let readers = files.map { WeightReader($0, compute: compute, room: room) }
        return try TinyAutoencoder(
            encoder: readers.count > 1 ? readers[0] : nil, decoder: readers.last, room: room, scale: scale,
            shift: shift)
    }

    package static func parts(of autoencoder: TinyAutoencoder) -> [ModelPart] {
        [ModelPart("vae", autoencoder.byteCount, autoencoder.room)]
    }
}
