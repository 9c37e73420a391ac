internal import Formats
internal import System

/// A SentencePiece vocabulary (T. Kudo, J. Richardson, arXiv 1808.06226), unigram or byte pairs.
package struct SentencePieceTokenizer: TextTokenizer {
    private let normalizer: SentencePieceNormalizer
    /// All pieces by their number; a text finds those that it may be cut into.
    private let table: TokenTable
    private let model: SentencePieceModel
    private let unigram: UnigramModel?
    private let unknown: Int
    /// The pieces of single bytes; nil where there is no falling back to them.
    private let bytes: [Int]?
    /// Where byte pairs are joined: the higher a score, the lower its rank.
    private let ranks: [UInt64]

    /// What begins and what ends a text; nil where there is no such piece.
    package let startToken: Int?
    package let endToken: Int?

    /// The text that stands for the end where it stands alone.
    package var endTexts: [String: Int] {
        endToken.map { [String(decoding: model.pieces[$0].text, as: UTF8.self): $0] } ?? [:]
    }

    package var count: Int { table.count }

    /// - Parameter name: what errors call it.
    package init(_ model: SentencePieceModel, name: String) throws {
        try model.check(name)
        self.model = model
        let pieces = model.pieces
        let map = model.characterMap.isEmpty ? nil : try CharacterMap(model.characterMap, name: name)
        let table = TokenTable(pieces.lazy.map(\.text)) { token in
            switch pieces[token].kind {
            case .normal, .userDefined: true
            case .unused: model.kind == .bytePairs
            case .unknown, .control, .byte: false
            }
        }
        self.table = table
        let own = pieces.filter { $0.kind == .userDefined }.map(\.text)
        normalizer = SentencePieceNormalizer(
            map: map, addsBlank: model.addsBlank, removesBlanks: model.removesBlanks,
            escapesBlanks: model.escapesBlanks, userDefined: own.isEmpty ? nil : TokenTable(own))
        guard let unknown = pieces.firstIndex(where: { $0.kind == .unknown }) else {
            throw FormatError(.malformed, "\(name): no piece for what is unknown")
        }
        self.unknown = unknown
        func control(_ text: String) -> Int? {
            pieces.firstIndex { $0.kind == .control && $0.text.elementsEqual(text.utf8) }
        }
        (startToken, endToken) = (control("<s>") ?? control("<bos>"), control("</s>") ?? control("<eos>"))
        bytes = model.fallsBackToBytes ? Self.bytePieces(pieces) : nil
        unigram = model.kind == .unigram ? Self.unigram(table, pieces, unknown) : nil
        ranks = model.kind == .unigram ? [] : pieces.map { Self.rank($0.score) }
    }

    private static func unigram(
        _ table: TokenTable, _ pieces: [SentencePieceModel.Piece], _ unknown: Int
    ) -> UnigramModel {
        let normal = pieces.lazy.filter { $0.kind == .normal }.map(\.score)
        let highest = normal.max() ?? 0
        // a piece of the user's beats whatever it could be cut into
        let scores = pieces.map { piece in
            piece.kind == .userDefined ? Float(piece.text.count) * highest - 0.1 : piece.score
        }
        return UnigramModel(
            table, scores: scores, unknown: unknown, characterMap: nil, lowestScore: normal.min() ?? 0)
    }

    private static func bytePieces(_ pieces: [SentencePieceModel.Piece]) -> [Int]? {
        var result = [Int](repeating: -1, count: 256)
        for (token, piece) in pieces.enumerated() where piece.kind == .byte && piece.text.count == 6 {
            // <0x0A>
            if let byte = UInt8(String(decoding: piece.text[3..<5], as: UTF8.self), radix: 16) {
                result[Int(byte)] = token
            }
        }
        return result.contains(-1) ? nil : result
    }

    /// Lower for higher scores.
    private static func rank(_ score: Float) -> UInt64 {
        let bits = score.bitPattern
        return UInt64(bits >> 31 == 1 ? bits : ~bits & 0x7FFF_FFFF)
    }

    package func encode(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        let normalized = normalizer.normalized(text.utf8)
        var tokens: [Int] = []
        var followsUnknown = false
        for (range, token) in pieces(of: normalized) {
            if let token {
                tokens.append(token)
            } else if let bytes {
                tokens.append(contentsOf: normalized[range].map { bytes[Int($0)] })
            } else if !followsUnknown {
                tokens.append(unknown)
            }
            followsUnknown = token == nil
        }
        return tokens
    }

    package func bytes(of token: Int) -> ArraySlice<UInt8> {
        guard model.pieces.indices.contains(token) else { return [] }
        let piece = model.pieces[token]
        switch piece.kind {
        case .unknown, .control, .unused: return []
        case .byte:
            guard piece.text.count == 6 else { return [] }
            return UInt8(String(decoding: piece.text[3..<5], as: UTF8.self), radix: 16).map { [$0] } ?? []
        case .normal, .userDefined: return Self.unescaped(piece.text)[...]
        }
    }

    /// With blanks in the place of U+2581.
    private static func unescaped(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text[...]
        while let first = rest.first {
            let isBlank = rest.starts(with: [0xE2, 0x96, 0x81])
            result.append(isBlank ? 0x20 : first)
            rest = rest.dropFirst(isBlank ? 3 : 1)
        }
        return result
    }

    private func pieces(of text: [UInt8]) -> [(Range<Int>, Int?)] {
        if let unigram { return unigram.pieces(of: text, isSingle: true).map { ($0.range, $0.token) } }
        return joined(text)
    }

    /// Characters, and pieces of the user's, joined pair by pair.
    private func joined(_ text: [UInt8]) -> [(Range<Int>, Int?)] {
        var symbols: [PairJoining.Symbol] = []
        // by symbol: those of the user are not joined to others
        var fixed: Set<Int> = []
        var start = 0
        var pulse = CancellationPulse()
        while start < text.count {
            if pulse.ends() { return [] }
            var end = start + 1
            if let length = normalizer.userDefined.flatMap({
                SentencePieceNormalizer.longestPrefix(text[start...], $0)
            }) {
                end = start + length
                fixed.insert(start)
            } else {
                while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
            }
            symbols.append(.init(start: start, end: end, token: table.token(text[start..<end])))
            start = end
        }
        /// The left half's length of unused pieces, as it was last seen.
        var halves: [Int: Int] = [:]
        let joined = PairJoining.joined(symbols) { left, right in
            guard right.end - left.start <= table.longest, !fixed.contains(left.start), !fixed.contains(right.start),
                let token = table.token(text[left.start..<right.end])
            else { return nil }
            if model.pieces[token].kind == .unused { halves[token] = left.end - left.start }
            return (ranks[token], token)
        }
        return joined.flatMap { cut(text, $0.start..<$0.end, $0.token, halves) }
    }

    /// An unused piece is cut into what it was joined from.
    private func cut(
        _ text: [UInt8], _ range: Range<Int>, _ token: Int?, _ halves: [Int: Int]
    ) -> [(Range<Int>, Int?)] {
        guard let token, model.pieces[token].kind == .unused, let half = halves[token] else { return [(range, token)] }
        let middle = range.lowerBound + half
        return [range.lowerBound..<middle, middle..<range.upperBound].flatMap { part in
            cut(text, part, table.token(text[part]), halves)
        }
    }
}

extension SentencePieceTokenizer {
    /// UMT5's (Chung et al. 2023, arXiv 2304.09151) without a file: its vocabulary, with the rules that its model states
    /// in GGUF files: nothing is replaced, and what no piece covers becomes bytes.
    package static let umt5 = SentencePieceTokenizer(umt5: UnigramModel.umt5)

    private init(umt5 model: UnigramModel) {
        var own = SentencePieceModel()
        own.fallsBackToBytes = true
        own.pieces = (0..<model.pieces.count).map { token in
            let text = Array(model.pieces.text(token))
            return .init(text: text, score: model.score(token), kind: Self.umt5Kind(token, text))
        }
        do {
            try self.init(own, name: "UMT5's vocabulary")
        } catch {
            preconditionFailure("a vocabulary: \(error)")
        }
    }

    /// The first four and the sentinels are control pieces; `<0x00>` to `<0xFF>` are bytes.
    private static func umt5Kind(_ token: Int, _ text: [UInt8]) -> SentencePieceModel.PieceKind {
        switch token {
        case 3: .unknown
        case 0..<3: .control
        case 256_000...: .userDefined
        default: text.count == 6 && text.starts(with: "<0x".utf8) ? .byte : .normal
        }
    }
}
