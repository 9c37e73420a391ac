internal import Tokenizers

/// How a family makes its prompts of a language model's states.
struct DecoderStyle: Sendable {
    /// Which tokens of the prompt's sequence the network sees.
    enum Kept: Sendable {
        case all
        /// Those of what the user says and what follows: behind "<|im_start|>user\n" of the second turn.
        case fromUser
        /// Those from the colon behind "background" on, which Ovis Image's template ends with.
        case fromBackground
    }

    /// ComfyUI's name of the language model: of weights, and in textual inversions.
    let key: String
    /// Nil: the prompt stands alone.
    var template: ChatTemplate?
    /// In the place of `template` where there are pictures.
    var pictureTemplate: ChatTemplate?
    /// Prompts that begin so are the whole conversation already.
    var wholePrefixes: [String] = []
    var output = DecoderModel.Output.last
    var kept = Kept.all
    /// Whether conditionings tell which tokens count, though all do.
    var tellsMask = true
    /// Whether what padding becomes is zero.
    var clearsPadding = false

    /// The text that is encoded.
    func text(_ prompt: String, template own: String?, hasPictures: Bool) -> String {
        if wholePrefixes.contains(where: prompt.hasPrefix) { return prompt }
        if let own { return ChatTemplate(own).text(prompt) }
        let template = hasPictures ? pictureTemplate ?? template : template
        return template?.text(prompt) ?? prompt
    }

    /// The conversation that a prompt begins, for a model that is to answer.
    func conversation(_ prompt: String, _ settings: WritingSettings, pictures: Int) -> String {
        guard settings.usesTemplate, !wholePrefixes.contains(where: prompt.hasPrefix) else { return prompt }
        let template = pictures > 0 ? pictureTemplate ?? template : template
        let thoughts = key.hasPrefix("qwen3") ? settings.thinks : nil
        return template?.answered(system: settings.system, pictures: pictures, thoughts: thoughts).text(prompt)
            ?? prompt
    }

    /// The first of the tokens that the network sees.
    ///
    /// - Returns: at most the number of tokens
    func firstKept(_ tokens: [PromptToken]) -> Int {
        switch kept {
        case .all: return 0
        case .fromUser: break
        case .fromBackground:
            guard let place = tokens.firstIndex(where: { $0.value == .token(Self.backgroundToken) }) else {
                return max(tokens.count - 1, 0)
            }
            let isColon = place + 1 < tokens.count && tokens[place + 1].value == .token(Self.colonToken)
            return isColon ? place + 1 : place
        }
        let turns = tokens.indices.filter { tokens[$0].value == .token(Self.turnToken) }
        guard let turn = turns.prefix(2).last else { return 0 }
        let head = tokens[turn...].dropFirst().prefix(2).map(\.value)
        return head == [.token(Self.userToken), .token(Self.lineToken)] && turn + 3 < tokens.count ? turn + 3 : turn
    }

    /// Qwen's tokens "<|im_start|>", "user" and a line break.
    private static let (turnToken, userToken, lineToken) = (151_644, 872, 198)
    /// Qwen's tokens " background" and ":".
    private static let (backgroundToken, colonToken) = (4004, 25)
    /// "<|image_pad|>", in the place of which a picture's tokens are put.
    static let pictureToken = 151_655
}
