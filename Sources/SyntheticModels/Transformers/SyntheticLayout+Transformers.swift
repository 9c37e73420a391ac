/// The small files of make_dit_checkpoint.py, bit for bit.
extension SyntheticLayout {
    package static let zImageSmall = transformer(.BF16) {
        $0.nextDiT(
            .init(width: 256, layers: 2, context: 64, isZImage: true, feedForward: 768, heads: 2, keyHeads: 2))
    }

    package static let lumina2Small = transformer(.BF16) {
        $0.nextDiT(
            .init(width: 192, layers: 2, context: 96, isZImage: false, feedForward: 768, heads: 2, keyHeads: 1))
    }

    package static let fluxDevSmall = transformer(.BF16) {
        $0.flux(.init(width: 256, double: 2, single: 2, context: 128, vector: 128, isGuided: true))
    }

    package static let fluxSchnellSmall = transformer(.F16) {
        $0.flux(.init(width: 256, double: 1, single: 2, context: 128, vector: 128, isGuided: false))
    }

    package static let fluxFillSmall = transformer(.F16) {
        $0.flux(.init(width: 256, double: 1, single: 1, context: 128, vector: 128, isGuided: true, inputs: 384))
    }

    package static let kleinSmall = transformer(.BF16) {
        $0.flux2(width: 256, double: 2, single: 2, context: 192)
    }

    package static let qwenImageSmall = transformer(.BF16) { $0.qwenImage(width: 256, layers: 3, context: 64) }

    package static let sd35Small = transformer(.F16) {
        $0.mmdit(.init(depth: 4, dual: 2, vector: 320, context: 4096))
    }

    package static let autoencoder16Small = transformer(.F32) { $0.autoencoder(latent: 16) }
    package static let flux2AutoencoderSmall = transformer(.F32) { $0.autoencoder(latent: 32, folded: true) }
    package static let wanAutoencoderSmall = transformer(.F32) { $0.wanAutoencoder() }

    package static let chromaSmall = transformer(.BF16) {
        $0.chroma(width: 256, inner: 128, layers: 3, double: 2, single: 2, context: 128)
    }

    package static let pixArtSmall = transformer(.F16) { $0.pixArt(width: 144, context: 128, layers: 3) }

    package static let auraFlowSmall = transformer(.F16) {
        $0.auraFlow(width: 256, feedForward: 768, double: 4, single: 2)
    }

    package static let hiDreamSmall = transformer(.BF16) {
        $0.hiDream(.init(width: 256, double: 2, single: 2, vector: 320, layers: 64, context: 128))
    }

    package static let omniGen2Small = transformer(.BF16) {
        $0.omniGen2(width: 240, headWidth: 120, feedForward: 1024, layers: 2, context: 64)
    }
}
