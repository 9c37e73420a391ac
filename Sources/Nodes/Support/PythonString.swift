internal import Workflow

/// What Python's `str` does with texts: by code points, not by what looks like one character.
struct PythonString {
    private let scalars: [Unicode.Scalar]

    init(_ text: some StringProtocol) { scalars = Array(text.unicodeScalars) }
    private init(_ scalars: some Sequence<Unicode.Scalar>) { self.scalars = Array(scalars) }

    var text: String { String(String.UnicodeScalarView(scalars)) }
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
    func contains(_ other: PythonString) -> Bool { other.count == 0 || firstPlace(of: other, from: 0) != nil }

    /// The places of `other`, which is not empty, from left to right, none within another.
    private func places(of other: PythonString) -> [Int] {
        var places: [Int] = []
        var start = 0
        while let place = firstPlace(of: other, from: start) {
            places.append(place)
            start = place + other.count
        }
        return places
    }

    private func firstPlace(of other: PythonString, from start: Int) -> Int? {
        guard count - other.count >= start else { return nil }
        return (start...(count - other.count)).first { place in
            scalars[place] == other.scalars[0] && scalars[place...].starts(with: other.scalars)
        }
    }

    /// `str.replace`; an empty text is found before each code point and at the end.
    func replacing(_ old: PythonString, with new: PythonString) -> String {
        guard old.count > 0 else {
            return PythonString(new.scalars + scalars.flatMap { [$0] + new.scalars }).text
        }
        return parts(by: old).joined(separator: new.text)
    }

    /// `str.split` with a separator that is not empty.
    func parts(by separator: PythonString) -> [String] {
        var parts: [String] = []
        var start = 0
        for place in places(of: separator) {
            parts.append(PythonString(scalars[start..<place]).text)
            start = place + separator.count
        }
        parts.append(PythonString(scalars[start...]).text)
        return parts
    }

    // MARK: Letters

    var lowercased: String { scalars.indices.map(lower).joined() }
    var uppercased: String { scalars.map(\.properties.uppercaseMapping).joined() }

    /// `str.capitalize`
    var capitalized: String { scalars.indices.map { $0 == 0 ? title($0) : lower($0) }.joined() }

    /// `str.title`: letters behind letters are small, others large.
    var titled: String {
        scalars.indices.map { place in
            place > 0 && scalars[place - 1].properties.isCased ? lower(place) : title(place)
        }.joined()
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
