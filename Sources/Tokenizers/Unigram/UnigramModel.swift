internal import System

/// A unigram language model over pieces: a text is cut where the sum of its pieces' scores, their logarithmic
/// probabilities, is highest (T. Kudo, arXiv 1804.10959), found as R. Song et al. do (arXiv 2012.15524, section 2).
struct UnigramModel: Sendable {
    let pieces: TokenTable
    private let scores: [Float]
    let unknown: Int
    let characterMap: CharacterMap?
    /// The score of a character that no piece covers: 10 less than the lowest.
    private let unknownScore: Float

    /// - Parameter lowestScore: nil for that of all.
    init(
        _ pieces: TokenTable, scores: [Float], unknown: Int, characterMap: CharacterMap?, lowestScore: Float? = nil
    ) {
        (self.pieces, self.scores, self.unknown, self.characterMap) = (pieces, scores, unknown, characterMap)
        unknownScore = (lowestScore ?? scores.min() ?? 0) - 10
    }

    func score(_ token: Int) -> Float { scores[token] }

    /// A piece of a text.
    struct Piece: Equatable {
        var range: Range<Int>
        /// Nil for characters that no piece covers, which come together.
        var token: Int?
    }

    /// The pieces of a text in UTF-8. Linear in its length.
    ///
    /// - Parameter isSingle: whether sums are kept in single precision, as SentencePiece does.
    func pieces(of text: [UInt8], isSingle: Bool) -> [Piece] {
        struct Best {
            var score = 0.0
            var start = -1
            var token = -1
        }
        var best = [Best](repeating: Best(), count: text.count + 1)
        var start = 0
        var pulse = CancellationPulse()
        while start < text.count {
            if pulse.ends() { return [] }
            let base = best[start].score
            func offer(_ end: Int, _ score: Float, _ token: Int) {
                let sum = isSingle ? Double(Float(base) + score) : base + Double(score)
                guard best[end].start < 0 || sum > best[end].score else { return }
                best[end] = Best(score: sum, start: start, token: token)
            }
            let characterEnd = Self.characterEnd(text, start)
            var hash = TokenTable.Hash()
            var coversCharacter = false
            for end in (start + 1)...min(text.count, start + max(pieces.longest, 1)) {
                hash.add(text[end - 1])
                guard end == text.count || text[end] & 0xC0 != 0x80 else { continue }
                guard let token = pieces.token(text[start..<end], hash) else { continue }
                offer(end, scores[token], token)
                if end == characterEnd { coversCharacter = true }
            }
            if !coversCharacter { offer(characterEnd, unknownScore, -1) }
            start = characterEnd
        }
        var result: [Piece] = []
        var end = text.count
        while end > 0 {
            let step = best[end]
            if step.token < 0, let last = result.last, last.token == nil, last.range.lowerBound == end {
                result[result.count - 1].range = step.start..<last.range.upperBound
            } else {
                result.append(Piece(range: step.start..<end, token: step.token < 0 ? nil : step.token))
            }
            end = step.start
        }
        return result.reversed()
    }

    private static func characterEnd(_ text: [UInt8], _ start: Int) -> Int {
        var end = start + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
