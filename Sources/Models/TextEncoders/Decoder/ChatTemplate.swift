/// What stands around a prompt that a language model is given, as it was taught conversations.
struct ChatTemplate: Sendable {
    let before: String
    let behind: String

    init(_ before: String, _ behind: String) { (self.before, self.behind) = (before, behind) }

    /// - Parameter text: with "{}" where the prompt goes; without it the prompt is left out.
    init(_ text: String) {
        let parts = Self.parts(text)
        self.init(parts.before, parts.behind)
        hasPlace = parts.hasPlace
    }

    private var hasPlace = true
    /// What a template of Qwen's is made of; nil of others.
    private var chat: (system: String?, begin: String, answer: String)?

    private static func parts(_ text: String) -> (before: String, behind: String, hasPlace: Bool) {
        var rest = text.unicodeScalars[...]
        while let open = rest.firstIndex(of: "{") {
            let next = rest.index(after: open)
            if next < rest.endIndex, rest[next] == "}" {
                let behind = rest.index(after: next)
                return (String(text.unicodeScalars[..<open]), String(text.unicodeScalars[behind...]), true)
            }
            rest = rest[next...]
        }
        return (text, "", false)
    }

    func text(_ prompt: String) -> String { hasPlace ? before + prompt + behind : before }

    /// Of models that were taught with Qwen's: what the user says.
    private static func user(_ system: String?, _ begin: String = "", answer: String = assistant) -> ChatTemplate {
        var result = ChatTemplate(
            (system.map { "<|im_start|>system\n\($0)<|im_end|>\n" } ?? "") + "<|im_start|>user\n" + begin,
            "<|im_end|>\n" + answer)
        result.chat = (system, begin, answer)
        return result
    }

    /// The same for a model that is to answer; templates that are not Qwen's stay as they are.
    ///
    /// - Parameters:
    ///   - system: in the place of what models are told first; empty: as it is
    ///   - pictures: how many the user shows
    ///   - thoughts: whether the model may think first; nil of models that do not
    func answered(system: String, pictures: Int, thoughts: Bool?) -> ChatTemplate {
        guard let chat else { return self }
        let shown = (0..<pictures).map { _ in QwenEditPrompt.picture }.joined()
        return Self.user(
            system.isEmpty ? chat.system : system, pictures == 0 ? chat.begin : shown,
            answer: Self.assistant + (thoughts == false ? Self.noThoughts : ""))
    }

    private static let assistant = "<|im_start|>assistant\n"
    /// How Qwen3 is told not to think (its tokenizer_config.json).
    private static let noThoughts = "<think>\n\n</think>\n\n"

    /// Of Z-Image (diffusers, pipeline_z_image.py: Qwen3's template with thinking).
    static let zImage = user(nil)
    /// Of Flux.2 klein (diffusers, pipeline_flux2_klein.py: the same without thinking).
    static let klein = user(nil, answer: assistant + noThoughts)

    /// Of Flux.2 dev (black-forest-labs/flux2, src/flux2/system_messages.py), its line breaks included.
    static let flux2 = ChatTemplate(
        "[SYSTEM_PROMPT]You are an AI that reasons about image descriptions. You give structured responses focusing on "
            + "object relationships, object\nattribution and actions without speculation.[/SYSTEM_PROMPT][INST]",
        "[/INST]")

    /// Of Qwen-Image (diffusers, pipeline_qwenimage.py).
    static let qwenImage = user(
        "Describe the image by detailing the color, shape, size, texture, quantity, text, spatial relationships of the "
            + "objects and background:")

    /// The same without an answer (Tencent-Hunyuan/HunyuanImage-2.1, hyimage/models/text_encoder/__init__.py).
    static let hunyuanImage: ChatTemplate = {
        var result = ChatTemplate(qwenImage.before, "<|im_end|>")
        result.chat = qwenImage.chat
        return result
    }()

    private static let editing =
        "Describe the key features of the input image (color, shape, size, texture, objects, background), then explain "
        + "how the user's text instruction should alter or modify the image. Generate a new image that meets the "
        + "user's requirements while maintaining consistency with the original input where appropriate."

    /// Of Qwen-Image-Edit with its picture before the prompt (diffusers, pipeline_qwenimage_edit.py).
    static let qwenImageEdit = user(editing, QwenEditPrompt.picture)
    /// Of its successors, whose pictures are named in the prompt (diffusers, pipeline_qwenimage_edit_plus.py).
    static let qwenImageEditPlus = user(editing)

    /// Of Ovis Image (diffusers, pipeline_ovis_image.py; Qwen3's template without thinking).
    static let ovis = user(
        nil,
        "Describe the image by detailing the color, quantity, text, shape, size, texture, spatial relationships of the "
            + "objects and background: ", answer: assistant + noThoughts)

    /// Of OmniGen2 (VectorSpaceLab/OmniGen2, omnigen2/pipelines/omnigen2/pipeline_omnigen2.py).
    static let omniGen2 = user(
        "You are a helpful assistant that generates high-quality images based on user instructions.", answer: "")
}

/// How prompts show pictures to Qwen-Image-Edit's later versions.
package enum QwenEditPrompt {
    /// Where the vision tower puts a picture.
    package static let picture = "<|vision_start|><|image_pad|><|vision_end|>"
    /// What stands around the prompt.
    package static let template = ChatTemplate.qwenImageEditPlus.text("{}")
}
