internal import Formats
internal import Tokenizers

/// A vocabulary that somebody's model file or tokenizer file brings along, of every form: what is accepted also takes a
/// text apart.
func fuzzVocabulary(_ bytes: [UInt8]) {
    var tokenizers: [any TextTokenizer] = []
    if let model = try? SentencePieceModel(bytes, name: "fuzz"),
        let tokenizer = try? SentencePieceTokenizer(model, name: "fuzz")
    {
        tokenizers.append(tokenizer)
    }
    if let tokenizer = try? BytePairTokenizer(llama3Lines: bytes, name: "fuzz") { tokenizers.append(tokenizer) }
    if let json = try? JSON(parsing: bytes) {
        if let tokenizer = try? BytePairTokenizer(llama3JSON: json, name: "fuzz") { tokenizers.append(tokenizer) }
        if let tokenizer = try? BytePairTokenizer(tekkenJSON: json, name: "fuzz") { tokenizers.append(tokenizer) }
    }
    for tokenizer in tokenizers {
        precondition(tokenizer.encode("A  red\n\u{e9}\u{1f98a} </s> 12").allSatisfy { $0 >= 0 })
    }
}
