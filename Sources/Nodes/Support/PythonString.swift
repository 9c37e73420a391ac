internal import Tensors
internal import Workflow

/// What Python's `str` does with texts: by code points, not by what looks like one character.
struct PythonString {
    private let scalars: [Unicode.Scalar]

    init(_ text: some StringProtocol) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        var rest = text.unicodeScalars.makeIterator()
        for _ in (0..<text.utf8.count).halting() {
            guard let next = rest.next() else { break }
            scalars.append(next)
        }
        self.scalars = scalars
    }
    private init(_ scalars: some Sequence<Unicode.Scalar>) { self.scalars = Array(scalars) }

    var text: String {
        var text = String.UnicodeScalarView()
        for place in scalars.indices.halting() { text.append(scalars[place]) }
        return String(text)
    }
    var count: Int { scalars.count }

    // MARK: Parts

    /// `s[start:end]`: negative places count from the end, and whatever lies outside is left out.
    func slice(_ start: Int, _ end: Int) -> String {
        func place(_ index: Int) -> Int { index < 0 ? max(count + max(index, -count), 0) : min(index, count) }
        let (low, high) = (place(start), place(end))
        return low < high ? PythonString(scalars[low..<high]).text : ""
    }

    func stripped(left: Bool = true, right: Bool = true) -> String {
        var part = scalars[...]
        if left { part = part.drop(while: Self.isSpace) }
        if right { while let last = part.last, Self.isSpace(last) { part.removeLast() } }
        return PythonString(part).text
    }

    /// `str.isspace`: White_Space and the separators of ASCII.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
    }

    // MARK: Searching

    func hasPrefix(_ other: PythonString) -> Bool { scalars.starts(with: other.scalars) }
    func hasSuffix(_ other: PythonString) -> Bool { scalars.reversed().starts(with: other.scalars.reversed()) }
    func contains(_ other: PythonString) -> Bool { other.count == 0 || !places(of: other, most: 1).isEmpty }

    /// The places of `other`, which is not empty, from left to right, none within another.
    private func places(of other: PythonString) -> [Int] {
        places(of: other, most: .max)
    }

    /// The first `most` of them, by Knuth, Morris and Pratt's search, whose time is linear whatever the texts are.
    private func places(of other: PythonString, most: Int) -> [Int] {
        guard other.count <= count else { return [] }
        let (part, shorter) = (other.scalars, other.shorterPrefixes)
        var places: [Int] = []
        var known = 0
        for place in scalars.indices.halting() {
            while known > 0, part[known] != scalars[place] { known = shorter[known - 1] }
            if part[known] == scalars[place] { known += 1 }
            guard known == part.count else { continue }
            places.append(place + 1 - known)
            if places.count == most { break }
            known = 0
        }
        return places
    }

    /// For each beginning of the text the length of the longest shorter one that it ends with.
    private var shorterPrefixes: [Int] {
        var lengths = [Int](repeating: 0, count: count)
        var known = 0
        for place in (1..<max(count, 1)).halting() {
            while known > 0, scalars[known] != scalars[place] { known = lengths[known - 1] }
            if scalars[known] == scalars[place] { known += 1 }
            lengths[place] = known
        }
        return lengths
    }

    /// `str.replace`; an empty text is found before each code point and at the end.
    func replacing(_ old: PythonString, with new: PythonString) -> String {
        guard old.count > 0 else {
            return new.text + joined { String(scalars[$0]) + new.text }
        }
        return parts(by: old).joined(separator: new.text)
    }

    /// `str.split` with a separator that is not empty.
    func parts(by separator: PythonString) -> [String] {
        var parts: [String] = []
        var start = 0
        let places = places(of: separator)
        for index in places.indices.halting(each: 16) {
            let place = places[index]
            parts.append(PythonString(scalars[start..<place]).text)
            start = place + separator.count
        }
        parts.append(PythonString(scalars[start...]).text)
        return parts
    }

    // MARK: Letters

    var lowercased: String { joined(lower) }
    var uppercased: String { joined { scalars[$0].properties.uppercaseMapping } }

    /// `str.capitalize`
    var capitalized: String { joined { $0 == 0 ? title($0) : lower($0) } }

    /// `str.title`: letters behind letters are small, others large.
    var titled: String {
        joined { place in place > 0 && scalars[place - 1].properties.isCased ? lower(place) : title(place) }
    }

    /// What the places give, one behind the other.
    private func joined(_ piece: (Int) -> String) -> String {
        var result = ""
        for place in scalars.indices.halting(each: 4) { result += piece(place) }
        return result
    }

    private func title(_ place: Int) -> String { scalars[place].properties.titlecaseMapping }

    private func lower(_ place: Int) -> String {
        scalars[place] == "Σ" ? (endsWord(place) ? "ς" : "σ") : scalars[place].properties.lowercaseMapping
    }

    /// Unicode's condition Final_Sigma.
    private func endsWord(_ place: Int) -> Bool {
        let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
