/// The small language models of make_dit_checkpoint.py, bit for bit.
extension SyntheticLayout {
    package static let qwen3Small = transformer(.BF16) {
        $0.decoder(
            .init(width: 64, layers: 36, feedForward: 192, vocabulary: 151936, hasHeadNorms: true))
    }

    package static let qwen25Small = transformer(.BF16) {
        $0.decoder(.init(width: 64, layers: 28, feedForward: 192, vocabulary: 152064, hasBiases: true))
        $0.at("visual.") { $0.qwenVision(output: 64) }
    }

    package static let qwen25Of36Small = transformer(.BF16) {
        $0.decoder(.init(width: 64, layers: 36, feedForward: 192, vocabulary: 151936, hasBiases: true))
    }

    package static let llama3Small = transformer(.BF16) {
        $0.decoder(.init(width: 64, layers: 32, feedForward: 192, vocabulary: 128320))
    }

    /// - Parameter vocabulary: a SentencePiece model.
    package static func gemma2Small(_ vocabulary: [UInt8]) -> SyntheticLayout {
        transformer(.F16) {
            $0.file("spiece_model", vocabulary)
            $0.decoder(
                .init(
                    width: 96, layers: 26, feedForward: 256, vocabulary: 2048, headWidth: 256, isGemma: true))
        }
    }
}
