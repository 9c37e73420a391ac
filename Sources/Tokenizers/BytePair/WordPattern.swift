internal import System

/// How byte-pair encodings of language models cut a text into words, their regular expressions spelled out. Of Qwen2:
///
///     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
///
/// Llama 3 takes three digits together (`\p{N}{1,3}`); so do Mistral's models in ComfyUI, whatever their own pattern is.
struct WordPattern: Sendable {
    /// How many go together.
    let digits: Int

    static let qwen = WordPattern(digits: 1)
    static let llama3 = WordPattern(digits: 3)

    func forEach(in text: ArraySlice<Unicode.Scalar>, _ body: (ArraySlice<Unicode.Scalar>) -> Void) {
        var characters: [TextCharacter] = []
        characters.reserveCapacity(text.count)
        var pulse = CancellationPulse()
        for scalar in text {
            if pulse.ends() { return }
            characters.append(TextCharacter(scalar))
        }
        var place = 0
        while place < characters.count, !pulse.ends() {
            let end = end(of: characters, at: place)
            body(text[(text.startIndex + place)..<(text.startIndex + end)])
            place = end
        }
    }

    /// Where the word that begins at a place ends.
    private func end(of text: [TextCharacter], at place: Int) -> Int {
        if let end = contraction(text, place) ?? letters(text, place) { return end }
        if text[place].kind == .number { return run(text, place, limit: digits) { $0.kind == .number } }
        let symbols = text[place].isBlank ? place + 1 : place
        if symbols < text.count, text[symbols].isSymbol {
            return run(text, run(text, symbols) { $0.isSymbol }) { $0.endsLine }
        }
        // white space: to the last line's end in it, or all but what stands before a word
        let end = run(text, place) { $0.kind == .space }
        if let lineEnd = text[place..<end].lastIndex(where: \.endsLine) { return lineEnd + 1 }
        return end == text.count || end == place + 1 ? end : end - 1
    }

    private func run(
        _ text: [TextCharacter], _ place: Int, limit: Int = .max, _ belongs: (TextCharacter) -> Bool
    ) -> Int {
        var end = place
        while end < text.count, end - place < limit, belongs(text[end]) { end += 1 }
        return end
    }

    private static let contractions = ["s", "t", "re", "ve", "m", "ll", "d"].map { Array($0.unicodeScalars) }

    private func contraction(_ text: [TextCharacter], _ place: Int) -> Int? {
        guard text[place].scalar == "'" else { return nil }
        let small = text[(place + 1)...].prefix(2).map { character -> Unicode.Scalar in
            // the long s is an s of another case
            if character.scalar == "\u{17F}" { return "s" }
            let value = character.scalar.value
            return (0x41...0x5A).contains(value) ? Unicode.Scalar(UInt8(value + 0x20)) : character.scalar
        }
        return Self.contractions.first { small.starts(with: $0) }.map { place + 1 + $0.count }
    }

    /// Letters, behind one character that is no letter, digit or line's end.
    private func letters(_ text: [TextCharacter], _ place: Int) -> Int? {
        let first = text[place]
        let begins = first.kind != .letter && first.kind != .number && !first.endsLine ? [place + 1, place] : [place]
        return begins.first { $0 < text.count && text[$0].kind == .letter }.map { begin in
            run(text, begin) { $0.kind == .letter }
        }
    }
}
