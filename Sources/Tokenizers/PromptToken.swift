/// One place of a text encoder's input: a token or a textual inversion's vector, and how strongly it counts.
package struct PromptToken: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case token(Int)
        /// A learned vector in place of a token's embedding; its width is the file's, not checked here.
        case vector([Float])
    }

    package var value: Value
    package var weight: Double

    package init(_ value: Value, weight: Double = 1) {
        self.value = value
        self.weight = weight
    }
}
