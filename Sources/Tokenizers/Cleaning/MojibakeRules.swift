internal import System

/// Sequences of characters that come about where UTF-8 was read in another encoding, and hardly ever otherwise: the
/// heuristic of ftfy (`ftfy/badness.py`, 6.3).
enum MojibakeRules {
    /// - Parameter classes: of the text's characters, in its places
    static func match(_ text: ArraySlice<Unicode.Scalar>, _ classes: ArraySlice<CharacterClasses>) -> Bool {
        /// A character of some class that is not ASCII.
        func isClue(_ index: Int) -> Bool { !text[index].isASCII && !classes[index].isEmpty }
        var pulse = CancellationPulse()
        return text.indices.contains { start in
            if pulse.ends() { return true }
            // every rule has one in its first or, behind one of ASCII, its second place
            guard isClue(start) || text[start].isASCII && start + 1 < text.endIndex && isClue(start + 1) else {
                return false
            }
            return rules.contains { rule in
                rule.count <= text.endIndex - start
                    && rule.indices.allSatisfy { rule[$0].matches(text, classes, at: start + $0) }
            }
                || rulesOfSpaces(text, start)
        }
    }

    /// A lonely Ã or Â before a space: at the beginning, or behind a lower-case letter, with or without white space.
    private static func rulesOfSpaces(_ text: ArraySlice<Unicode.Scalar>, _ at: Int) -> Bool {
        guard text[at] == "Ã" || text[at] == "Â", at + 1 < text.endIndex, text[at + 1] == " " else { return false }
        guard at > text.startIndex else { return true }
        let isLower = { (index: Int) in ("a"..."z").contains(text[index]) }
        return isLower(at - 1) || (at > text.startIndex + 1 && PythonText.isSpace(text[at - 1]) && isLower(at - 2))
    }

    /// One place of a rule.
    private enum Place: Sendable {
        /// A character of one of these classes, or one of these.
        case of(CharacterClasses, Set<Unicode.Scalar> = [])
        case one(Set<Unicode.Scalar>)
        case latinLetter, lowerLatinLetter, latinLetterOrSpace, noLatinLetter
        case space, wordCharacter, noLineBreak

        func matches(
            _ text: ArraySlice<Unicode.Scalar>, _ classes: ArraySlice<CharacterClasses>, at index: Int
        ) -> Bool {
            let scalar = text[index]
            let isLower = ("a"..."z").contains(scalar)
            let isLatin = isLower || ("A"..."Z").contains(scalar)
            switch self {
            case .of(let wanted, let others):
                return !classes[index].isDisjoint(with: wanted) || others.contains(scalar)
            case .one(let characters): return characters.contains(scalar)
            case .latinLetter: return isLatin
            case .lowerLatinLetter: return isLower
            case .latinLetterOrSpace: return isLatin || scalar == " "
            case .noLatinLetter: return !isLatin
            case .space: return PythonText.isSpace(scalar)
            case .wordCharacter:
                return scalar == "_" || scalar.properties.numericType != nil
                    || [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
                        .contains(scalar.properties.generalCategory)
            case .noLineBreak: return scalar != "\n"
            }
        }
    }

    private static func characters(_ text: String) -> Set<Unicode.Scalar> { Set(text.unicodeScalars) }
    private static func one(_ text: String) -> Place { .one(characters(text)) }
    private static func of(_ classes: CharacterClasses, _ others: String = "") -> Place {
        .of(classes, characters(others))
    }

    private static let accented: CharacterClasses = [.lowerAccented, .upperAccented]
    private static let punctuation: CharacterClasses = [.startPunctuation, .endPunctuation]
    private static let symbols: CharacterClasses = [.currency, .numeric]
    private static let suspicious = accented.union(punctuation).union(symbols).union([.box, .law])
    private static let arabic = of(
        [.common, .currency, .bad, .numeric, .startPunctuation], "ŸŠ®°µ»")

    private static let rules: [[Place]] = [
        [of(.c1)],
        [of(suspicious.union(.bad)), of(.bad)],
        [.latinLetter, of([.lowerCommon, .upperCommon]), of(.bad)],
        [of(.bad), of(suspicious)],
        [of([.lowerAccented, .lowerCommon, .box, .endPunctuation, .currency, .numeric]), of(.upperAccented)],
        [of([.box, .endPunctuation, .currency, .numeric]), of(.lowerAccented)],
        [of([.lowerAccented, .box, .endPunctuation]), of(.currency)],
        [.space, of(.upperAccented), of(.currency)],
        [of([.upperAccented, .box]), of([.numeric, .law])],
        [of(accented.union([.box, .currency, .endPunctuation])), of(.startPunctuation), of(.numeric)],
        [of(accented.union(symbols).union([.box, .law])), of(.endPunctuation), of(.startPunctuation)],
        [of([.currency, .numeric, .box]), of(.startPunctuation)],
        [.lowerLatinLetter, of(.upperAccented), of([.startPunctuation, .currency])],
        [of(.box), of(.kaomoji)],
        [of(accented.union(symbols).union(punctuation).union(.law)), of(.box)],
        [of(.box), of(.endPunctuation)],
        [of(accented), of(punctuation), .wordCharacter],
        [one("Œœ"), .noLatinLetter],
        [of(.upperAccented), one("°")],
        // Windows-1252, then its Arabic and South Asian letters
        [one("ÂÃÎÐ"), of(punctuation, "€œŠš¢£Ÿž\u{A0}\u{AD}®©°·»–—´")],
        [one("×"), one("²³")],
        [one("ØÙ"), arabic, one("ØÙ"), arabic],
        [one("à"), one("²µ¹¼½¾")],
        // MacRoman
        [one("√"), one("±∂†≠®™´≤≥¥µø")],
        [one("≈"), one("°¢")],
        [one("‚"), one("Ä"), one("ìîïòôúùû†°¢π")],
        [one("‚"), one("âó"), one("àä°ê")],
        // Windows-1251
        [one("в"), one("Ђ")],
        [one("ВГРС"), of(punctuation.union([.c1, .bad, .currency]), "°µ"), one("ВГРС")],
        [one("Г"), one("ў"), one("В"), one("Ђ"), one("В"), .noLineBreak, .latinLetterOrSpace],
        // Windows-1252 of à, á and the space that does not break
        [one("Ã"), one("\u{A0}¡")],
        [of(.endPunctuation, "abcdefghijklmnopqrstuvwxyz.,?!"), one("Â"), of(punctuation, " ")],
        // Windows-1253, Windows-1257
        [one("β"), one("€"), one("™\u{A0}Ά\u{AD}®°")],
        [one("ΒΓΞΟ"), of(punctuation.union([.c1, .bad, .currency]), "°"), one("ΒΓΞΟ")],
        [one("ā"), one("€")],
    ]
}
