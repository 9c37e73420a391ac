/// How a language model goes on with a text.
package struct WritingSettings: Sendable {
    /// How tokens are drawn. What a range does not say is off.
    package struct Sampling: Sendable {
        /// Above 0; the higher, the more alike tokens become.
        package var temperature = 1.0
        /// The likeliest so many are taken; 0 for all.
        package var topK = 0
        /// The likeliest ones that are together at most as likely.
        package var topP = 1.0
        /// Those at least so likely, measured by the likeliest.
        package var minP = 0.0
        /// What scores of tokens that are there already are divided by, or multiplied where they are below 0.
        package var repetitionPenalty = 1.0
        /// What is taken from their scores.
        package var presencePenalty = 0.0
        package var seed: UInt64 = 0

        package init() {}
    }

    /// Tokens at most.
    package var longest: Int
    /// Nil: always the likeliest token.
    package var sampling: Sampling?
    /// Whether a model that can think first does.
    package var thinks = false
    /// Whether the family's template stands around the prompt.
    package var usesTemplate = true
    /// What the model is told first, in the place of what the template says.
    package var system = ""

    package init(longest: Int) { self.longest = longest }
}
