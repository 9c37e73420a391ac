/// A character as the word patterns of byte-pair encodings see it.
struct TextCharacter {
    enum Kind { case space, letter, number, other }

    let scalar: Unicode.Scalar
    let kind: Kind

    init(_ scalar: Unicode.Scalar) {
        self.scalar = scalar
        switch scalar.value {
        case 0x61...0x7A, 0x41...0x5A: kind = .letter
        case 0x30...0x39: kind = .number
        case 0x20, 0x09...0x0D: kind = .space
        case 0...0x7F: kind = .other
        default:
            let properties = scalar.properties
            if properties.isWhitespace {
                kind = .space
                return
            }
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: kind = .letter
            case .decimalNumber, .letterNumber, .otherNumber: kind = .number
            default: kind = .other
            }
        }
    }

    var endsLine: Bool { scalar == "\n" || scalar == "\r" }
    var isBlank: Bool { scalar == " " }
    /// Neither white space, letter nor digit.
    var isSymbol: Bool { kind == .other }
}
