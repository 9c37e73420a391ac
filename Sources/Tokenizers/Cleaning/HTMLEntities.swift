internal import System

/// HTML's names and numbers of characters, `&amp;` and `&#38;`, as ftfy decodes them: with their semicolon alone, and
/// names in capitals too where that is no other name.
enum HTMLEntities {
    private static let longestName = 24

    static func decoded(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var at = 0
        var pulse = CancellationPulse()
        while at < text.count, !pulse.ends() {
            if text[at] == "&", let (length, characters) = entity(text[(at + 1)...]) {
                result += characters
                at += 1 + length
            } else {
                result.append(text[at])
                at += 1
            }
        }
        return result
    }

    /// The entity whose name `text` begins with: how long it is, and what it stands for.
    private static func entity(_ text: ArraySlice<Unicode.Scalar>) -> (length: Int, characters: [Unicode.Scalar])? {
        let isNumber = text.first == "#"
        let name = text.dropFirst(isNumber ? 1 : 0).prefix(longestName + 1).prefix {
            ("0"..."9").contains($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0)
        }
        guard (1...longestName).contains(name.count), name.endIndex < text.endIndex, text[name.endIndex] == ";" else {
            return nil
        }
        let spelled = String(String.UnicodeScalarView(name))
        let characters = isNumber ? numbered(spelled) : TextCleaningTable.shared.entities[spelled + ";"]
        return characters.map { (name.endIndex + 1 - text.startIndex, $0) }
    }

    /// As Python's `html.unescape` has it; nil for what is no number, and for a semicolon, which ftfy takes for one.
    private static func numbered(_ number: String) -> [Unicode.Scalar]? {
        let isHexadecimal = number.first == "x" || number.first == "X"
        let digits = isHexadecimal ? number.dropFirst() : number[...]
        let radix = isHexadecimal ? 16 : 10
        guard !digits.isEmpty, digits.utf8.allSatisfy({ Int(String(UnicodeScalar($0)), radix: radix) != nil }) else {
            return nil
        }
        // a number that is too large for an integer is no character either
        guard let value = UInt32(digits, radix: radix), value <= 0x10FFFF, !(0xD800...0xDFFF).contains(value) else {
            return ["\u{FFFD}"]
        }
        switch value {
        case 0: return ["\u{FFFD}"]
        case UInt32(UInt8(ascii: ";")): return nil
        case 0x0D: return ["\r"]
        case 0x80...0x9F: return [Mojibake.withoutC1(Unicode.Scalar(value)!)]
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return []
        default: return value & 0xFFFE == 0xFFFE ? [] : [Unicode.Scalar(value)!]
        }
    }
}
