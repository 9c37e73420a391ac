internal import CSystem

/// Texts within texts, compared byte by byte of their UTF-8, as Python's `in` and `replace` do for whole characters. The
/// standard library's own compare what looks alike, are slower, and would bring a compiler of regular expressions along.
extension Substring {
    /// Where `text`, which is not empty, stands first.
    package func firstRange(ofText text: String) -> Range<Index>? {
        var (own, wanted) = (self, text)
        let place = own.withUTF8 { own in
            wanted.withUTF8 { wanted in cs_find(own.baseAddress, own.count, wanted.baseAddress, wanted.count) }
        }
        guard place >= 0, !text.isEmpty else { return nil }
        let start = utf8.index(startIndex, offsetBy: place)
        return start..<utf8.index(start, offsetBy: text.utf8.count)
    }

    package func contains(text: String) -> Bool { text.isEmpty || firstRange(ofText: text) != nil }

    /// With `new` wherever `old`, which is not empty, stands.
    package func replacing(text old: String, with new: String) -> String {
        var (result, rest) = ("", self)
        while let range = rest.firstRange(ofText: old) {
            result += rest[..<range.lowerBound]
            result += new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}

extension String {
    package func firstRange(ofText text: String) -> Range<Index>? { self[...].firstRange(ofText: text) }

    package func contains(text: String) -> Bool { self[...].contains(text: text) }

    package func replacing(text old: String, with new: String) -> String {
        self[...].replacing(text: old, with: new)
    }
}
