internal import Formats
internal import System
internal import Tokenizers
internal import Workflow

/// What TextDiffuser-2 asks a language model, and what it makes of the answer (microsoft/unilm, textdiffuser-2,
/// inference_textdiffuser2_t2i_full.py, MIT licence): where words are to stand in a picture.
enum TextDiffuser {
    static let all: [any Node] = [
        FunctionNode(
            NodeSchema(
                "TextDiffuserPrepareInstructPrompt", category: "sd",
                inputs: [
                    .string("text", default: "", extra: ["multiline": true]),
                    InputSchema.string("text_to_render", default: "", extra: ["multiline": true]).optional,
                ],
                outputs: [OutputSchema("STRING", name: "INSTRUCT STRING")]
            ).with { $0.description = "Asks a language model to place words in a picture." }, question),
        FunctionNode(
            NodeSchema(
                "TextDiffuserDecodeLayoutString2ClipString", category: "sd",
                inputs: [
                    .socket("layout_model", "MODEL"), .socket("clip", "CLIP"),
                    .string("prompt", extra: ["forceInput": true]),
                    .string("instruct_response", extra: ["forceInput": true]),
                ],
                outputs: [OutputSchema("STRING", name: "CLIP STRING")]
            ).with { $0.description = "Makes a prompt of where a language model has placed words." }, layout),
        FunctionNode(
            NodeSchema(
                "TextDiffuserAddTokens", category: "sd", inputs: [.link("clip", "CLIP")],
                outputs: [OutputSchema("CLIP")]
            ).with { $0.description = "Tells a text encoder of TextDiffuser-2's words for places and letters." }
        ) { [.object(try $0.clip().with(addedTokens: words))] },
    ]

    /// Sides of boxes on a grid of 520, and single signs (the same file of unilm). Its text encoder knows them as words of
    /// a prompt, as which this library takes them wherever they stand.
    private static let words: AddedTokens = {
        var words: [String] = []
        for place in 0..<520 {
            for side in ["l", "t", "r", "b"] { words.append("\(side)\(place)") }
        }
        let signs: [Character] = (UInt8(ascii: "!")...UInt8(ascii: "~")).map { Character(UnicodeScalar($0)) }
        // digits, small and large letters, then what is neither
        words += signs.filter { $0.isNumber }.map { "[\($0)]" }
        words += signs.filter { $0.isLowercase }.map { "[\($0)]" }
        words += signs.filter { $0.isUppercase }.map { "[\($0)]" }
        words += signs.filter { !$0.isNumber && !$0.isLetter }.map { "[\($0)]" }
        return AddedTokens(words + ["[ ]"])
    }()

    private static func question(_ inputs: NodeInputs) throws -> [Value] {
        let words = inputs["text_to_render"] == nil ? "" : try inputs.string("text_to_render")
        let list = words.split(separator: "\n", omittingEmptySubsequences: false).map { JSON.string(String($0)) }
        return [
            .string(
                "Given a prompt that will be used to generate an image, plan the layout of visual text for the image. "
                    + "The size of the image is 128x128. Therefore, all properties of the positions should not exceed "
                    + "128, including the coordinates of top, left, right, and bottom. In addition, we also provide all "
                    + "keywords at random order for reference. You dont need to specify the details of font styles. At "
                    + "each line, the format should be keyword left, top, right, bottom. So let us begin. Prompt: "
                    + "\(try inputs.string("text")). Keywords: \(PythonText.representation(.array(list)))")
        ]
    }

    /// CLIP's tokens of an end and a beginning.
    private static let (end, start) = ("<|endoftext|>", "<|startoftext|>")

    private static func layout(_ inputs: NodeInputs) throws -> [Value] {
        let response = try inputs["instruct_response"]?.list?.first?.string ?? inputs.string("instruct_response")
        var words = [end, start]
        for line in response.split(separator: "\n", omittingEmptySubsequences: false) {
            // what a model says beside the list
            guard !PythonString(line).stripped().isEmpty, !line.contains(text: "###"), !line.contains(text: ".com")
            else {
                continue
            }
            let items = line.split(whereSeparator: \.isWhitespace)
            let sides = items[items.count - 1].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard sides.count == 4, case let places = sides.compactMap({ $0 }), places.count == 4 else {
                throw NodeError("ValueError", "'\(line)' does not end with left,top,right,bottom")
            }
            words += zip(["l", "t", "r", "b"], places).map { "\($0)\($1)" }
            words += items.dropLast().joined(separator: " ").unicodeScalars.map { "[\($0)]" }
            words.append(end)
        }
        return [.string("\(try inputs.string("prompt")) \(words.joined(separator: " "))")]
    }
}
