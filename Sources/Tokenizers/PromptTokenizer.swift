/// Turns a prompt with weights and embeddings into chunks of tokens, as ComfyUI's `SDTokenizer` does.
package struct PromptTokenizer: Sendable {
    /// What a prompt becomes.
    package struct Result: Sendable, Equatable {
        /// Chunks of exactly `chunkLength` places, start and end tokens and padding included. Never empty.
        package var chunks: [[PromptToken]]
        /// Embeddings that were asked for and not found, one entry for each mention.
        package var missingEmbeddings: [String]
    }

    package let chunkLength: Int
    /// What fills a chunk up: the end token (CLIP-L) or 0 (CLIP-G).
    package let padToken: Int

    /// A weighted segment (or an embedding) of fewer tokens goes to the next chunk rather than being cut.
    private static let shortestCut = 8

    /// - Parameter chunkLength: at least 10, so that a segment that is not cut fits a chunk.
    package init(chunkLength: Int = 77, padToken: Int = CLIPTokenizer.endToken) {
        precondition(chunkLength >= Self.shortestCut + 2)
        self.chunkLength = chunkLength
        self.padToken = padToken
    }

    /// - Parameter embedding: the vectors of the textual inversion of that name, nil when there is none. Where `name` ends
    ///   in a comma it is asked for again without.
    package func tokenize<E: Error>(
        _ prompt: String, embedding: (_ name: String) throws(E) -> [[Float]]?
    ) throws(E) -> Result {
        var missing: [String] = []
        var groups: [[PromptToken]] = []
        for segment in WeightedText.parse(prompt) {
            for part in Self.parts(segment.text) {
                var text = part.text
                if part.isEmbedding {
                    let found = try Self.findEmbedding(text, embedding)
                    if let vectors = found.vectors {
                        groups.append(vectors.map { PromptToken(.vector($0), weight: segment.weight) })
                    } else {
                        missing.append(found.name)
                    }
                    if found.rest.isEmpty { continue }
                    text = found.rest[...]
                }
                let tokens = Self.tokens(text)
                groups.append(tokens.map { PromptToken(.token($0), weight: segment.weight) })
            }
        }
        return Result(chunks: chunks(groups), missingEmbeddings: missing)
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
        while i < text.count {
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

    private static func tokens(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        // A text that is an entry of the vocabulary as it stands is that token; this is why "A" is not "a".
        if let token = CLIPTokenizer.shared.token(spelled: text) { return [token] }
        return CLIPTokenizer.shared.encode(text)
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Lays the groups out over chunks.
    private func chunks(_ groups: [[PromptToken]]) -> [[PromptToken]] {
        let start = PromptToken(.token(CLIPTokenizer.startToken))
        let end = PromptToken(.token(CLIPTokenizer.endToken))
        let padding = PromptToken(.token(padToken))
        var chunks: [[PromptToken]] = []
        var chunk = [start]
        func finish() {
            chunk.append(end)
            chunk += Array(repeating: padding, count: chunkLength - chunk.count)
            chunks.append(chunk)
            chunk = [start]
        }
        for group in groups {
            var rest = group[...]
            while !rest.isEmpty {
                let room = chunkLength - 1 - chunk.count
                if rest.count <= room {
                    chunk += rest
                    break
                }
                if group.count >= Self.shortestCut {
                    chunk += rest.prefix(room)
                    rest = rest.dropFirst(room)
                }
                finish()
            }
        }
        finish()
        return chunks
    }
}
