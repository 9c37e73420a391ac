/// In what the families that read T5 differ.
struct T5Rules: Sendable {
    /// Names it among a model's encoders.
    var key = "t5xxl"
    /// Whether padding takes no part in the attention.
    var masks = false
    /// Whether the outputs of padding are 0.
    var clearsPadding = false
    /// Whether conditionings say which tokens are padding.
    var tellsMask = false
    /// Whether the neutral prompt that weights are relative to has an end.
    var neutralEnds = true

    static let auraFlow = T5Rules(key: "pile_t5xl", masks: true, clearsPadding: true)
}
