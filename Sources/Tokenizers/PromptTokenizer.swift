internal import System

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
    /// What the encoder knows beyond CLIP's vocabulary.
    package var added: AddedTokens?

    /// A weighted segment (or an embedding) of fewer tokens goes to the next chunk rather than being cut.
    private static let shortestCut = 8

    /// - Parameter chunkLength: at least 10, so that a segment that is not cut fits a chunk.
    package init(chunkLength: Int = 77, padToken: Int = CLIPTokenizer.endToken) {
        precondition(chunkLength >= Self.shortestCut + 2)
        self.chunkLength = chunkLength
        self.padToken = padToken
    }

    /// - Parameters:
    ///   - dropped: of the segments that share a weight and of the embeddings, counted from 0, one whose places are given
    ///     to the end of their chunk instead.
    ///   - embedding: the vectors of the textual inversion of that name, nil when there is none. Where `name` ends in a
    ///     comma it is asked for again without.
    package func tokenize<E: Error>(
        _ prompt: String, dropping dropped: Int? = nil, embedding: (_ name: String) throws(E) -> [[Float]]?
    ) throws(E) -> Result {
        let (groups, missing) = try PromptGroups.of(prompt, embedding: embedding, tokens: tokens)
        return Result(chunks: chunks(groups, dropping: dropped), missingEmbeddings: missing)
    }

    private func tokens(_ text: ArraySlice<Unicode.Scalar>) -> [Int] {
        // A text that is an entry of the vocabulary as it stands is that token; this is why "A" is not "a".
        if let token = CLIPTokenizer.shared.token(spelled: text) { return [token] }
        return added?.encode(text) ?? CLIPTokenizer.shared.encode(text)
    }

    /// Lays the groups out over chunks.
    private func chunks(_ groups: [[PromptToken]], dropping dropped: Int?) -> [[PromptToken]] {
        let start = PromptToken(.token(CLIPTokenizer.startToken))
        let end = PromptToken(.token(CLIPTokenizer.endToken))
        let padding = PromptToken(.token(padToken))
        var chunks: [[PromptToken]] = []
        var chunk = [start]
        // which places of the chunk are the dropped group's
        var places = 0..<0
        func finish() {
            chunk.append(end)
            chunk += Array(repeating: padding, count: chunkLength - chunk.count)
            let last = chunk[chunkLength - 1]
            chunk.removeSubrange(places)
            chunk += Array(repeating: last, count: places.count)
            chunks.append(chunk)
            (chunk, places) = ([start], 0..<0)
        }
        func add(_ tokens: ArraySlice<PromptToken>, of group: Int) {
            if group == dropped { places = chunk.count..<chunk.count + tokens.count }
            chunk += tokens
        }
        var pulse = CancellationPulse()
        for (index, group) in groups.enumerated() {
            var rest = group[...]
            while !rest.isEmpty, !pulse.ends() {
                let room = chunkLength - 1 - chunk.count
                if rest.count <= room {
                    add(rest, of: index)
                    break
                }
                if group.count >= Self.shortestCut {
                    add(rest.prefix(room), of: index)
                    rest = rest.dropFirst(room)
                }
                finish()
            }
        }
        finish()
        return chunks
    }
}
