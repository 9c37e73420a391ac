internal import System

/// Tokens that are recognised in a text as it stands, before anything else looks at it.
struct SpecialTokens: Sendable {
    /// By their first character, longer ones first.
    private var tokens: [Unicode.Scalar: [(text: [Unicode.Scalar], token: Int)]] = [:]

    init(_ texts: some Sequence<(String, Int)>) {
        for (text, token) in texts {
            let scalars = Array(text.unicodeScalars)
            guard let first = scalars.first else { continue }
            tokens[first, default: []].append((scalars, token))
        }
        for first in tokens.keys { tokens[first]!.sort { $0.text.count > $1.text.count } }
    }

    /// A part of a text.
    enum Part {
        case text(ArraySlice<Unicode.Scalar>)
        case token(Int)
    }

    /// The token whose text lies at a place, the longest of several.
    private func match(_ text: ArraySlice<Unicode.Scalar>) -> (text: [Unicode.Scalar], token: Int)? {
        guard let first = text.first, let candidates = tokens[first] else { return nil }
        return candidates.first { text.starts(with: $0.text) }
    }

    /// Calls `body` with special tokens and with what lies between them, which is never empty.
    func split(_ text: ArraySlice<Unicode.Scalar>, _ body: (Part) -> Void) {
        var start = text.startIndex
        var place = start
        var pulse = CancellationPulse()
        while place < text.endIndex, !pulse.ends() {
            guard let found = match(text[place...]) else {
                place += 1
                continue
            }
            if start < place { body(.text(text[start..<place])) }
            body(.token(found.token))
            place += found.text.count
            start = place
        }
        if start < text.endIndex { body(.text(text[start...])) }
    }
}
