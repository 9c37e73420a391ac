internal import CTokenizerData

/// The tables of ftfy: CTokenizerData's text_cleaning.bin, whose layout its script describes.
struct TextCleaningTable: Sendable {
    /// Read at the first use.
    static let shared = TextCleaningTable()

    /// Ligatures, other widths and curly quotes, and what stands for them.
    let replacements: [Unicode.Scalar: [Unicode.Scalar]]
    /// By name, with the semicolon.
    let entities: [String: [Unicode.Scalar]]
    /// In the order in which they are tried, Latin-1 first.
    let encodings: [SingleByteEncoding]
    private let classes: [(range: ClosedRange<UInt32>, classes: CharacterClasses)]

    private init() {
        var reader = Reader(UnsafeBufferPointer(start: text_cleaning, count: Int(TEXT_CLEANING_SIZE)))
        classes = (0..<reader.number(bytes: 2)).map { _ in
            let (first, last) = (UInt32(reader.number(bytes: 4)), UInt32(reader.number(bytes: 4)))
            return (first...last, CharacterClasses(rawValue: UInt32(reader.number(bytes: 4))))
        }
        encodings = (0..<reader.number(bytes: 1)).map { _ in
            let flags = reader.number(bytes: 1)
            return SingleByteEncoding(
                isSloppy: flags & 1 != 0, isMacRoman: flags & 2 != 0,
                upperHalf: (0..<128).map { _ in reader.scalar(bytes: 2) })
        }
        var replacements: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for _ in 0..<reader.number(bytes: 2) {
            let scalar = reader.scalar(bytes: 4)
            replacements[scalar] = Array(reader.text().unicodeScalars)
        }
        self.replacements = replacements
        var entities: [String: [Unicode.Scalar]] = [:]
        for _ in 0..<reader.number(bytes: 2) {
            let name = reader.text()
            entities[name] = Array(reader.text().unicodeScalars)
        }
        self.entities = entities
    }

    /// The classes of mojibake that a character is in.
    func classes(of scalar: Unicode.Scalar) -> CharacterClasses {
        var (low, high) = (0, classes.count)
        while low < high {
            let middle = (low + high) / 2
            if classes[middle].range.upperBound < scalar.value { low = middle + 1 } else { high = middle }
        }
        return low < classes.count && classes[low].range.contains(scalar.value) ? classes[low].classes : []
    }

    private struct Reader {
        private var rest: UnsafeBufferPointer<UInt8>.SubSequence

        init(_ bytes: UnsafeBufferPointer<UInt8>) { rest = bytes[...] }

        /// Little-endian.
        mutating func number(bytes count: Int) -> Int {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        mutating func scalar(bytes count: Int) -> Unicode.Scalar { Unicode.Scalar(UInt32(number(bytes: count)))! }

        mutating func text() -> String {
            let count = number(bytes: 1)
            defer { rest = rest.dropFirst(count) }
            return String(decoding: rest.prefix(count), as: UTF8.self)
        }
    }
}

/// The classes that ftfy's heuristics know, a bit each, in the order of the table.
struct CharacterClasses: OptionSet, Sendable {
    let rawValue: UInt32

    static let common = CharacterClasses(rawValue: 1 << 0)
    static let c1 = CharacterClasses(rawValue: 1 << 1)
    static let bad = CharacterClasses(rawValue: 1 << 2)
    static let law = CharacterClasses(rawValue: 1 << 3)
    static let currency = CharacterClasses(rawValue: 1 << 4)
    static let startPunctuation = CharacterClasses(rawValue: 1 << 5)
    static let endPunctuation = CharacterClasses(rawValue: 1 << 6)
    static let numeric = CharacterClasses(rawValue: 1 << 7)
    static let kaomoji = CharacterClasses(rawValue: 1 << 8)
    static let upperAccented = CharacterClasses(rawValue: 1 << 9)
    static let lowerAccented = CharacterClasses(rawValue: 1 << 10)
    static let upperCommon = CharacterClasses(rawValue: 1 << 11)
    static let lowerCommon = CharacterClasses(rawValue: 1 << 12)
    static let box = CharacterClasses(rawValue: 1 << 13)
    /// What begins a UTF-8 sequence of two, three and four bytes in a single-byte encoding, and what continues one;
    /// "strict": what means nothing else.
    static let firstOf2 = CharacterClasses(rawValue: 1 << 14)
    static let firstOf3 = CharacterClasses(rawValue: 1 << 15)
    static let firstOf4 = CharacterClasses(rawValue: 1 << 16)
    static let continuation = CharacterClasses(rawValue: 1 << 17)
    static let strictContinuation = CharacterClasses(rawValue: 1 << 18)
}
