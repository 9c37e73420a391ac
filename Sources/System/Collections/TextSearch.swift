/// Texts within texts, compared byte by byte of their UTF-8, as Python's `in` and `replace` do for whole characters. The
/// standard library's own compare what looks alike, are slower, and would bring a compiler of regular expressions along.
extension StringProtocol {
    /// Where `text`, which is not empty, stands first.
    package func firstRange(ofText text: String) -> Range<Index>? {
        let (units, wanted) = (utf8, text.utf8)
        guard let first = wanted.first else { return nil }
        var start = units.startIndex
        while let found = units[start...].firstIndex(of: first) {
            if units[found...].starts(with: wanted) { return found..<units.index(found, offsetBy: wanted.count) }
            start = units.index(after: found)
        }
        return nil
    }

    package func contains(text: String) -> Bool { text.isEmpty || firstRange(ofText: text) != nil }

    /// With `new` wherever `old`, which is not empty, stands.
    package func replacing(text old: String, with new: String) -> String {
        var (result, rest) = ("", self[...])
        while let range = rest.firstRange(ofText: old) {
            result += rest[..<range.lowerBound]
            result += new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
