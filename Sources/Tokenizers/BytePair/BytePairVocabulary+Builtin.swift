internal import CTokenizerData
internal import Formats

/// The vocabularies in the library, unpacked each time that they are asked for.
extension BytePairVocabulary {
    /// Qwen2's, whose tokens follow from the merges.
    static var qwen: BytePairVocabulary {
        var reader = VocabularyBytes(packed: qwen_vocabulary, qwen_vocabulary_size)
        do {
            let count = try reader.number()
            let (left, right) = (try reader.planes(3, count: count), try reader.planes(3, count: count))
            return BytePairVocabulary(merges: zip(left, right))
        } catch {
            preconditionFailure("a vocabulary: \(error)")
        }
    }

    /// Mistral's tekken without its special tokens: texts in the order in which they were learned.
    static var tekken: BytePairVocabulary {
        var reader = VocabularyBytes(packed: tekken_vocabulary, tekken_vocabulary_size)
        do {
            let lengths = try reader.take(reader.number())
            var texts: [ArraySlice<UInt8>] = []
            texts.reserveCapacity(lengths.count)
            for length in lengths { texts.append(try reader.take(Int(length))) }
            return BytePairVocabulary(ranked: TokenTable(texts))
        } catch {
            preconditionFailure("a vocabulary: \(error)")
        }
    }
}
