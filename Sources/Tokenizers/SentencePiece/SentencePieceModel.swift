package import Formats

/// What a SentencePiece model file says (google/sentencepiece, src/sentencepiece_model.proto), or what a GGUF file says
/// of one.
package struct SentencePieceModel: Sendable {
    package enum Kind: Int, Sendable { case unigram = 1, bytePairs }

    package enum PieceKind: Int, Sendable { case normal = 1, unknown, control, userDefined, unused, byte }

    /// A piece of the vocabulary.
    package struct Piece: Sendable {
        package var text: [UInt8]
        package var score: Float
        package var kind: PieceKind

        package init(text: [UInt8] = [], score: Float = 0, kind: PieceKind = .normal) {
            (self.text, self.score, self.kind) = (text, score, kind)
        }
    }

    package var kind = Kind.unigram
    package var pieces: [Piece] = []
    package var fallsBackToBytes = false
    /// Of the normalisation.
    package var characterMap: [UInt8] = []
    package var addsBlank = true
    package var removesBlanks = true
    package var escapesBlanks = true

    /// No vocabulary is larger; longer pieces would make a text's length count more than once.
    private static let mostPieces = 1 << 21
    private static let longestPiece = 4096

    package init() {}

    /// - Parameter name: what errors call it.
    package init(_ bytes: [UInt8], name: String) throws(FormatError) {
        var file = ProtocolBuffer(bytes[...], name: name)
        while let (field, value) = try file.next() {
            switch (field, value) {
            case (1, .bytes(let bytes)): pieces.append(try Self.piece(bytes, name))
            case (2, .bytes(let bytes)): try readTraining(bytes, name)
            case (3, .bytes(let bytes)): try readNormalization(bytes, name)
            default: break
            }
        }
        try check(name)
    }

    package func check(_ name: String) throws(FormatError) {
        guard (1...Self.mostPieces).contains(pieces.count), pieces.allSatisfy({ $0.text.count <= Self.longestPiece })
        else {
            throw FormatError(.malformed, "\(name): a vocabulary of \(pieces.count) pieces, or one that is too long")
        }
        guard pieces.allSatisfy(\.score.isFinite) else {
            throw FormatError(.malformed, "\(name): a score that is no number")
        }
    }

    private static func piece(_ bytes: ArraySlice<UInt8>, _ name: String) throws(FormatError) -> Piece {
        var piece = Piece()
        var fields = ProtocolBuffer(bytes, name: name)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .bytes(let text)): piece.text = Array(text)
            case (2, .single(let score)): piece.score = score
            case (3, .number(let kind)): piece.kind = PieceKind(rawValue: Int(truncatingIfNeeded: kind)) ?? .normal
            default: break
            }
        }
        return piece
    }

    private mutating func readTraining(_ bytes: ArraySlice<UInt8>, _ name: String) throws(FormatError) {
        var fields = ProtocolBuffer(bytes, name: name)
        while let (field, value) = try fields.next() {
            guard case .number(let number) = value else { continue }
            switch field {
            case 3:
                guard let kind = Kind(rawValue: Int(truncatingIfNeeded: number)) else {
                    throw FormatError(.unsupported, "\(name): a SentencePiece model of words or characters")
                }
                self.kind = kind
            case 24 where number != 0:
                throw FormatError(.unsupported, "\(name): a SentencePiece model whose blanks end words")
            case 35: fallsBackToBytes = number != 0
            default: break
            }
        }
    }

    private mutating func readNormalization(_ bytes: ArraySlice<UInt8>, _ name: String) throws(FormatError) {
        var fields = ProtocolBuffer(bytes, name: name)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (2, .bytes(let map)): characterMap = Array(map)
            case (3, .number(let flag)): addsBlank = flag != 0
            case (4, .number(let flag)): removesBlanks = flag != 0
            case (5, .number(let flag)): escapesBlanks = flag != 0
            default: break
            }
        }
    }
}
