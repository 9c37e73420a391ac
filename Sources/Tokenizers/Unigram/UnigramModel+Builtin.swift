internal import CTokenizerData
internal import Formats

/// The vocabularies in the library, unpacked each time that they are asked for.
extension UnigramModel {
    static var t5: UnigramModel { packed(t5_vocabulary, t5_vocabulary_size, unknown: 2) }
    static var umt5: UnigramModel { packed(umt5_vocabulary, umt5_vocabulary_size, unknown: 3) }

    private static func packed(_ stream: UnsafePointer<UInt8>, _ size: Int, unknown: Int) -> UnigramModel {
        var reader = VocabularyBytes(packed: stream, size)
        do {
            let (count, textSize) = (try reader.number(), try reader.number())
            let texts = try reader.take(textSize)
            var bits: UInt32 = 0
            let scores = try reader.planes(4, count: count).map { difference in
                bits &+= difference
                return Float(bitPattern: bits)
            }
            let map = reader.rest == 0 ? nil : try CharacterMap(reader.take(reader.rest), name: "a built-in vocabulary")
            return UnigramModel(
                TokenTable(zeroTerminated: texts), scores: scores, unknown: unknown, characterMap: map)
        } catch {
            preconditionFailure("a vocabulary: \(error)")
        }
    }
}
