internal import System

/// UTF-8 that was read in another encoding, and what it was: ftfy's `fix_encoding` (6.3).
enum Mojibake {
    /// Each round undoes one wrong reading.
    private static let mostRounds = 64

    static func undone(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var text = text
        for _ in 0..<mostRounds {
            let next = undoneOnce(text)
            if next == text || Cancellation.isCurrentRaised { break }
            text = next
        }
        return text
    }

    /// Windows-1252's character in the place of a C1 control.
    static func withoutC1(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (0x80...0x9F).contains(scalar.value) ? windows1252[Int(scalar.value) - 0x80] : scalar
    }

    private static func undoneOnce(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard !text.allSatisfy(\.isASCII) else { return text }
        let table = TextCleaningTable.shared
        let classes = text.map { table.classes(of: $0) }
        guard MojibakeRules.match(text[...], classes[...]) else { return text }
        for encoding in table.encodings where !Cancellation.isCurrentRaised {
            guard var bytes = encoding.encode(text) else { continue }
            // an en dash before a space would be taken for a damaged sequence there
            if !encoding.isMacRoman { bytes = UTF8Repair.withNoBreakSpaces(bytes) }
            if encoding.isSloppy { bytes = UTF8Repair.withReplacements(bytes) }
            if let read = UTF8Repair.decoded(bytes) { return read }
        }
        let embedded = undoneInPieces(text, classes)
        if embedded != text { return embedded }
        // C1 controls, which nobody wants, are Windows-1252's characters
        return text.map(withoutC1)
    }

    /// Runs that look like UTF-8 in a text that is otherwise in order.
    private static func undoneInPieces(_ text: [Unicode.Scalar], _ classes: [CharacterClasses]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var at = 0
        while at < text.count, !Cancellation.isCurrentRaised {
            var end = at
            if at == 0 || !classes[at - 1].contains(.strictContinuation) {
                while let length = sequenceLength(classes[end...]) { end += length }
            }
            guard end > at else {
                result.append(text[at])
                at += 1
                continue
            }
            let piece = text[at..<end]
            // a piece that is shorter, so that this comes to an end
            let isWrong = piece.count < text.count && MojibakeRules.match(piece, classes[at..<end])
            result += isWrong ? undone(Array(piece))[...] : piece
            at = end
        }
        return result
    }

    /// How many characters would be the bytes of one character; nil where none begins.
    private static func sequenceLength(_ classes: ArraySlice<CharacterClasses>) -> Int? {
        guard let first = classes.first else { return nil }
        for (start, length) in [(CharacterClasses.firstOf2, 2), (.firstOf3, 3), (.firstOf4, 4)]
        where first.contains(start) {
            let rest = classes.dropFirst().prefix(length - 1)
            if rest.count == length - 1, rest.allSatisfy({ $0.contains(.continuation) }) { return length }
        }
        return nil
    }

    /// Bytes 80 to 9F; where it has none the control stays.
    private static let windows1252: [Unicode.Scalar] = Array(
        ("\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}"
            + "\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}")
            .unicodeScalars)
}
