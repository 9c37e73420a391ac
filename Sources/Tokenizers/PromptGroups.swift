internal import System

/// The parts of a prompt that share a weight, cut at textual inversions, as tokens.
enum PromptGroups {
    /// - Parameters:
    ///   - isWeighted: whether parentheses weigh; escaped ones become plain in any case.
    ///   - readsEmbeddings: whether `embedding:` names a textual inversion, rather than being text.
    ///   - embedding: the vectors of the textual inversion of that name, nil when there is none.
    ///   - tokens: of a plain text
    static func of<E: Error>(
        _ prompt: String, isWeighted: Bool = true, readsEmbeddings: Bool = true,
        embedding: (_ name: String) throws(E) -> [[Float]]?,
        tokens: (ArraySlice<Unicode.Scalar>) -> [Int]
    ) throws(E) -> (groups: [[PromptToken]], missing: [String]) {
        var missing: [String] = []
        var groups: [[PromptToken]] = []
        for segment in isWeighted ? WeightedText.parse(prompt) : [WeightedText.plain(prompt)] {
            for part in parts(segment.text) {
                if Cancellation.isCurrentRaised { return (groups, missing) }
                var text = part.text
                if part.isEmbedding {
                    if readsEmbeddings {
                        let found = try findEmbedding(text, embedding)
                        if let vectors = found.vectors {
                            groups.append(vectors.map { PromptToken(.vector($0), weight: segment.weight) })
                        } else {
                            missing.append(found.name)
                        }
                        if found.rest.isEmpty { continue }
                        text = found.rest[...]
                    } else {
                        text = (identifier + text)[...]
                    }
                }
                groups.append(tokens(text).map { PromptToken(.token($0), weight: segment.weight) })
            }
        }
        return (groups, missing)
    }

    /// Plain text between embeddings, or what follows an `embedding:`.
    private struct Part {
        var text: ArraySlice<Unicode.Scalar>
        var isEmbedding: Bool
    }

    private static let identifier = Array("embedding:".unicodeScalars)

    /// Cuts before each `embedding:` that follows a space or a line's end, which is dropped.
    private static func parts(_ text: [Unicode.Scalar]) -> [Part] {
        var cuts: [(end: Int, start: Int)] = []
        var i = 0
        var pulse = CancellationPulse()
        while i < text.count, !pulse.ends() {
            if text[i] == " " || text[i] == "\n", text[(i + 1)...].starts(with: identifier) {
                cuts.append((i, i + 1))
                i += identifier.count
            }
            i += 1
        }
        var result: [Part] = []
        var start = 0
        for (end, next) in cuts + [(text.count, text.count)] {
            let piece = text[start..<end]
            let isEmbedding = piece.starts(with: identifier)
            let body = isEmbedding ? piece.dropFirst(identifier.count) : piece
            if !piece.isEmpty { result.append(Part(text: body, isEmbedding: isEmbedding)) }
            start = next
        }
        return result
    }

    /// The embedding that `text` begins with, and the text after its name with single spaces between words.
    private static func findEmbedding<E: Error>(
        _ text: ArraySlice<Unicode.Scalar>, _ embedding: (String) throws(E) -> [[Float]]?
    ) throws(E) -> (vectors: [[Float]]?, name: String, rest: [Unicode.Scalar]) {
        let words = text.split(whereSeparator: PythonText.isSpace)
        // ComfyUI fails here; a name that is not there is simply not found.
        guard let name = words.first else { return (nil, "", []) }
        let rest = Array(words.dropFirst().joined(separator: [" "]))
        if let vectors = try embedding(string(name)) { return (vectors, string(name), rest) }

        var stripped = name
        while stripped.first == "," { stripped.removeFirst() }
        while stripped.last == "," { stripped.removeLast() }
        if stripped.count == name.count { return (nil, string(name), rest) }
        let vectors = try stripped.isEmpty ? nil : embedding(string(stripped))
        return (vectors, string(stripped), name.dropFirst(stripped.count) + [" "] + rest)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
