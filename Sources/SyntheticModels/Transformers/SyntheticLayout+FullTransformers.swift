/// Transformers as wide as the real ones, in any depth, and what goes with them; their sizes are those of the published
/// models.
extension SyntheticLayout {
    /// Flux.1 dev has 19 double blocks and 38 single ones: 11.9 billion parameters.
    package static func fluxDev(double: Int = 19, single: Int = 38, _ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) {
            $0.flux(
                .init(width: 3072, double: double, single: single, context: 4096, vector: 768, isGuided: true))
        }
    }

    /// Flux.2 klein 4B has 5 double blocks and 20 single ones: 3.9 billion parameters.
    package static func klein(double: Int = 5, single: Int = 20, _ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) { $0.flux2(width: 3072, double: double, single: single, context: 7680) }
    }

    /// Z-Image has 30 layers and two refiners each of text and picture: 6.2 billion parameters.
    package static func zImage(layers: Int = 30, refiners: Int = 2, _ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) {
            $0.nextDiT(
                .init(
                    width: 3840, layers: layers, context: 2560, isZImage: true, feedForward: 10240, heads: 30,
                    keyHeads: 30, refiners: refiners))
        }
    }

    /// Stable Diffusion 3.5 medium has 24 blocks, in the first 13 of which pictures attend to themselves too: 2.5 billion
    /// parameters.
    package static func sd35(depth: Int = 24, dual: Int = 13, _ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) {
            $0.mmdit(.init(depth: depth, dual: dual, vector: 2048, context: 4096, side: 384, width: 1536))
        }
    }

    /// Qwen-Image has 60 blocks: 20.4 billion parameters.
    package static func qwenImage(layers: Int = 60, _ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) { $0.qwenImage(width: 3072, layers: layers, context: 3584) }
    }

    /// Qwen3 4B, the text encoder of Flux.2 klein 4B and Z-Image.
    package static func qwen3(_ storage: SyntheticStorage) -> SyntheticLayout {
        transformer(storage.element) {
            $0.decoder(
                .init(
                    width: 2560, layers: 36, heads: 32, keyHeads: 8, feedForward: 9728, vocabulary: 151936,
                    hasHeadNorms: true))
        }
    }

    /// The autoencoder of Flux.1 and Z-Image.
    package static let fluxAutoencoder = transformer(.BF16) { $0.autoencoder(latent: 16, width: 128) }
    /// Flux.2's.
    package static let flux2Autoencoder = transformer(.BF16) { $0.autoencoder(latent: 32, folded: true, width: 128) }
}
