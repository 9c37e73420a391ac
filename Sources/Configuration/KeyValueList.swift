/// `key=value,key=value`, percent-encoded: W3C's Baggage without its properties.
enum KeyValueList {
    typealias Entry = (key: String, value: String)

    /// nil if it is not in that form.
    static func parse(_ text: String) -> [Entry]? {
        var entries: [Entry] = []
        for part in text.split(separator: ",") {
            let part = trimmed(part)
            guard !part.isEmpty else { continue }
            guard let equals = part.firstIndex(of: "="), let key = decoded(trimmed(part[..<equals])), !key.isEmpty,
                let value = decoded(trimmed(part[part.index(after: equals)...]))
            else { return nil }
            entries.append((key, value))
        }
        return entries
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
