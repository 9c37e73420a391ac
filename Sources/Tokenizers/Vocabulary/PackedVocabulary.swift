internal import Formats
internal import System

extension VocabularyBytes {
    /// A vocabulary in the library, which ../CTokenizerData/make_vocabularies.py has packed: one that cannot be read is a
    /// bug of ours.
    init(packed stream: UnsafePointer<UInt8>, _ size: Int) {
        let stream = UnsafeRawBufferPointer(start: stream, count: size)
        // all prompts have it from then on, also where the one that is first is cancelled
        var bytes: [UInt8]?
        Cancellation.whileNoneIsCurrent { bytes = try? Deflate.unpack(stream, limit: 16 << 20) }
        guard let bytes else { preconditionFailure("a built-in vocabulary") }
        self.init(bytes, name: "a built-in vocabulary")
    }
}
