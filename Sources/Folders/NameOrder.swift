/// The two orders in which ComfyUI lists files.
package enum NameOrder {
    /// By code points, as Python compares strings.
    package static func plain(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Runs of digits count as numbers: a2 before a10.
    package static func natural(_ a: String, _ b: String) -> Bool {
        let left = pieces(a)
        let right = pieces(b)
        for (x, y) in zip(left, right) where x != y {
            switch (x, y) {
            case (.number(let m, _), .number(let n, _)):
                if m.count != n.count { return m.count < n.count }
                if m != n { return plain(m, n) }
            case (.text(let m), .text(let n)): return plain(m, n)
            case (.number, .text): return true
            case (.text, .number): return false
            }
        }
        if left.count != right.count { return left.count < right.count }
        return plain(a, b)
    }

    private enum Piece: Equatable {
        case text(String)
        /// The digits without leading zeros, and as written.
        case number(String, String)

        static func == (a: Piece, b: Piece) -> Bool {
            switch (a, b) {
            case (.text(let x), .text(let y)): x == y
            case (.number(let x, _), .number(let y, _)): x == y
            default: false
            }
        }
    }

    private static func pieces(_ name: String) -> [Piece] {
        var result: [Piece] = []
        var rest = Substring(name)
        while let first = rest.first {
            let isDigit = first.isASCIIDigit
            let run = rest.prefix { $0.isASCIIDigit == isDigit }
            rest = rest[run.endIndex...]
            if isDigit {
                result.append(.number(String(run.drop { $0 == "0" }), String(run)))
            } else {
                result.append(.text(String(run)))
            }
        }
        return result
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
