package import Tensors
package import Tokenizers

/// A text to be encoded. Models with several text encoders may be given a text of its own for each.
package struct Prompt: Sendable {
    private let text: String
    private let ownTexts: [String: String]
    /// The keys of encoders that get no tokens at all, not even those that fill up.
    package var withoutTokens: Set<String> = []
    /// How the tokenizers of encoders fill up, by their keys.
    package var padding: [String: PromptPadding] = [:]

    /// Of the text's segments that share a weight, counted from 0, one that CLIP's encoders do not see.
    package var droppedSegment: Int?

    /// What the encoder is to see beside the text, for those that can. [N, H, W, 3 or more] in 0...1 each
    package var pictures: [Tensor] = []
    /// What stands around the text, in the place of the family's own: a text with "{}" in it.
    package var template: String?
    /// Words that CLIP's encoders know beyond their vocabulary.
    package var addedTokens: AddedTokens?

    /// - Parameter ownTexts: by the encoder's key, e.g. "l"; the others read `text`.
    package init(_ text: String, ownTexts: [String: String] = [:]) {
        self.text = text
        self.ownTexts = ownTexts
    }

    /// What the encoder of that key is to read.
    package func text(for key: String) -> String { ownTexts[key] ?? text }

    /// Whether encoders may read different texts.
    var isDivided: Bool { !ownTexts.isEmpty }
}

/// How far a tokenizer fills its sequences up, in the place of the family's own rule.
package struct PromptPadding: Sendable, Equatable {
    /// Places that there are at least.
    package var minimumLength: Int?
    /// Places behind the text that are filled at least.
    package var minimumPadding: Int?

    package init(minimumLength: Int? = nil, minimumPadding: Int? = nil) {
        (self.minimumLength, self.minimumPadding) = (minimumLength, minimumPadding)
    }
}
