/// A text to be encoded. Models with several text encoders may be given a text of its own for each.
package struct Prompt: Sendable {
    private let text: String
    private let ownTexts: [String: String]

    /// - Parameter ownTexts: by the encoder's key, e.g. "l"; the others read `text`.
    package init(_ text: String, ownTexts: [String: String] = [:]) {
        self.text = text
        self.ownTexts = ownTexts
    }

    /// What the encoder of that key is to read.
    func text(for key: String) -> String { ownTexts[key] ?? text }

    /// Whether encoders may read different texts.
    var isDivided: Bool { !ownTexts.isEmpty }
}
