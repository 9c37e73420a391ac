internal import Formats

extension VocabularyBytes {
    /// A vocabulary in the library, which ../CTokenizerData/make_vocabularies.py has packed: one that cannot be read is a
    /// bug of ours.
    init(packed stream: UnsafePointer<UInt8>, _ size: Int) {
        let stream = UnsafeRawBufferPointer(start: stream, count: size)
        guard let bytes = try? Deflate.unpack(stream, limit: 16 << 20) else {
            preconditionFailure("a built-in vocabulary")
        }
        self.init(bytes, name: "a built-in vocabulary")
    }
}
